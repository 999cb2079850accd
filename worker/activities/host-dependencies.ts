import type { EventStore } from '#shared/event-store/event-store.js';
import type { ObjectStore } from '#shared/object-store/object-store.js';
import type { TelemetrySink } from '#shared/observability/event-buffer.js';
import type { Logger } from '#shared/runtime/logger.js';
import type { DriveOptions } from '../agents/drive-agent.js';
import type { Collector, JournalOwner } from '../collector/collector.js';
import type { WorkspaceHost } from '../workspaces/workspace-host.js';
import type { ActivityControl, IsRunOpen } from './activity-control.js';

/** What the activities of a host work with; `main.ts` builds it. */
export type HostDependencies = {
  readonly hostId: string;
  /** Executions that may have a workspace on this host at once. */
  readonly hostSlots: number;
  /** Free space below which nothing starts. */
  readonly diskReserveMb: number;
  readonly freeDiskMb: () => Promise<number>;
  readonly host: WorkspaceHost;
  readonly objectStore: ObjectStore;
  readonly store: Pick<EventStore, 'readStream'>;
  readonly sink: TelemetrySink;
  readonly createCollector: (owner: JournalOwner) => Collector;
  /** Signs the agents' placeholder keys. */
  readonly keySecret: string;
  readonly isRunOpen: IsRunOpen;
  readonly control: (isRunOpen: IsRunOpen) => ActivityControl;
  readonly drive: DriveOptions;
  readonly logger: Logger;
};
