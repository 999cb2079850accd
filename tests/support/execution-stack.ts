import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { HostActivities, MaintenanceActivities } from '#shared/contracts/activities.js';
import type { EventStore } from '#shared/event-store/event-store.js';
import { createOutboxActivities } from '../../worker/activities/append-events.js';
import { createWorkers } from '../../worker/temporal/create-workers.js';
import { runWorkers } from '../../worker/temporal/run-workers.js';

export type StackParts = {
  readonly temporal: TestWorkflowEnvironment;
  readonly workflowBundle: { readonly code: string };
  readonly store: Pick<EventStore, 'appendBatch'>;
  readonly host: HostActivities;
  readonly hostId: string;
};

const noMaintenance: MaintenanceActivities = {
  watchExecutions: () => Promise.resolve(),
  reconcileExecutions: () => Promise.resolve({ examined: 0, closed: 0 }),
  reapWorkspaces: () => Promise.resolve({ removed: 0 }),
};

/** All workers of a worker process, with the given host; disposing drains them. */
export async function startWorkers(parts: StackParts): Promise<AsyncDisposable> {
  const { temporal, workflowBundle, host, hostId, store } = parts;
  const workers = await createWorkers({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace ?? 'default',
    workflowBundle,
    outbox: createOutboxActivities(store),
    maintenance: noMaintenance,
    host,
    hostId,
    hostSlots: 100,
  });
  const stop = new AbortController();
  const running = runWorkers(workers, stop.signal);
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}
