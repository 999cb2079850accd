import type { Client } from '@temporalio/client';
import type { HostActivities } from '#shared/contracts/activities.js';
import type { EventStore } from '#shared/event-store/event-store.js';
import type { ObjectStore } from '#shared/object-store/object-store.js';
import type { TelemetrySink } from '#shared/observability/event-buffer.js';
import type { WorkerConfig } from '#shared/runtime/config.js';
import type { Logger } from '#shared/runtime/logger.js';
import { DRIVE_OPTIONS } from '../agents/drive-agent.js';
import { createCollector } from '../collector/collector.js';
import { createWorkspaceHost } from '../workspaces/create-workspace-host.js';
import { freeDiskMb } from '../workspaces/free-disk.js';
import { temporalControl } from './activity-control.js';
import { createHostActivities } from './host-activities.js';
import { isRunOpen } from './open-runs.js';
import { reapWorkspaces } from './reap-workspaces.js';

export type HostParts = {
  readonly config: WorkerConfig;
  readonly client: Client;
  readonly objectStore: ObjectStore;
  readonly store: Pick<EventStore, 'readStream'>;
  readonly sink: TelemetrySink;
  readonly logger: Logger;
};

export type Host = {
  readonly activities: HostActivities;
  readonly reapWorkspaces: () => Promise<{ readonly removed: number }>;
};

/** This machine's part of a worker: its workspaces, built by hand from what the process has. */
export function createHost({ config, client, ...parts }: HostParts): Host {
  const host = createWorkspaceHost(config);
  const activities = createHostActivities({
    ...parts,
    host,
    hostId: config.SYN_HOST_ID,
    hostSlots: config.SYN_HOST_SLOTS,
    diskReserveMb: config.HOST_DISK_RESERVE_MB,
    freeDiskMb,
    createCollector: (owner) => createCollector(parts, owner),
    keySecret: config.SYN_KEY_SECRET,
    isRunOpen: (executionId, runId) => isRunOpen(client, executionId, runId),
    control: temporalControl,
    drive: DRIVE_OPTIONS,
  });
  const isOpen = (executionId: string): Promise<boolean> => isRunOpen(client, executionId);
  return {
    activities,
    reapWorkspaces: () => reapWorkspaces({ host, isOpen, logger: parts.logger }),
  };
}
