import { resolve } from 'node:path';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { PostgresEventStore } from '#shared/event-store/postgres-event-store.js';
import { MinioObjectStore } from '#shared/object-store/minio-object-store.js';
import { EventBuffer } from '#shared/observability/event-buffer.js';
import { PostgresTelemetryWriter } from '#shared/observability/postgres-telemetry-writer.js';
import { loadConfig, WorkerConfig } from '#shared/runtime/config.js';
import { DatabasePool } from '#shared/runtime/database-pool.js';
import { shutdownSignal } from '#shared/runtime/lifecycle.js';
import { createLogger } from '#shared/runtime/logger.js';
import { temporalControl } from './activities/activity-control.js';
import { createOutboxActivities } from './activities/append-events.js';
import { createHostActivities } from './activities/host-activities.js';
import { createMaintenanceActivities } from './activities/maintenance-activities.js';
import { isRunOpen } from './activities/open-runs.js';
import { storeChores } from './activities/store-chores.js';
import { DRIVE_OPTIONS } from './agents/drive-agent.js';
import { createCollector } from './collector/collector.js';
import { Projector } from './projector/projector.js';
import { repeat } from './repeat.js';
import { findRun } from './temporal/closed-run.js';
import { connect } from './temporal/connect.js';
import { createWorkers } from './temporal/create-workers.js';
import { ensureWatch } from './temporal/ensure-watch.js';
import { runWorkers } from './temporal/run-workers.js';
import { installRuntime } from './temporal/runtime.js';
import { loadWorkflowBundle } from './temporal/workflow-bundle.js';
import { createWorkspaceHost } from './workspaces/create-workspace-host.js';
import { freeDiskMb } from './workspaces/free-disk.js';

const config = loadConfig(WorkerConfig, process.env);
const logger = createLogger('worker', config.LOG_LEVEL);
installRuntime(logger, config.SYN_WORKER_METRICS_PORT);

const stop = new AbortController();
const { signal } = stop;
void shutdownSignal().then((received) => {
  logger.info({ signal: received }, 'worker ends');
  stop.abort();
});

await using database = new DatabasePool({ url: config.DATABASE_URL, process: 'worker' }, logger);
const { pool } = database;
await using store = new PostgresEventStore(pool);
await using objectStore = await MinioObjectStore.open({
  endpoint: config.OBJECT_STORE_ENDPOINT,
  bucket: config.OBJECT_STORE_BUCKET,
  accessKey: config.OBJECT_STORE_ACCESS_KEY,
  secretKey: config.OBJECT_STORE_SECRET_KEY,
});
await using sink = new EventBuffer(new PostgresTelemetryWriter(pool), logger);
const projector = new Projector({ pool, store, logger });

const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
const connection = await connect(connectionOptions, { logger, signal });
const client = new Client({ connection, namespace });
const host = createWorkspaceHost(config);
const intervalMs = config.RECONCILE_SECONDS * 1000;
const now = (): Date => new Date();
const chores = storeChores({
  ...{ pool, objectStore, now },
  anchorMinutes: config.ANCHOR_MINUTES,
  telemetryDays: config.TELEMETRY_DAYS,
});
const maintenance = createMaintenanceActivities({
  reconciler: { store, findRun: (id) => findRun(client, id), now, logger },
  chores: { chores, now, logger },
  reaper: { host, isOpen: (id) => isRunOpen(client, id), logger },
  watch: { intervalMs, stopping: signal },
});
const workers = await createWorkers({
  connection,
  namespace,
  workflowBundle: await loadWorkflowBundle(resolve('dist')),
  outbox: createOutboxActivities(store),
  maintenance,
  host: createHostActivities({
    hostId: config.SYN_HOST_ID,
    hostSlots: config.SYN_HOST_SLOTS,
    diskReserveMb: config.HOST_DISK_RESERVE_MB,
    freeDiskMb,
    host,
    objectStore,
    store,
    sink,
    createCollector: (owner) => createCollector({ sink, objectStore }, owner),
    keySecret: config.SYN_KEY_SECRET,
    isRunOpen: (executionId, runId) => isRunOpen(client, executionId, runId),
    control: temporalControl,
    drive: DRIVE_OPTIONS,
    logger,
  }),
  hostId: config.SYN_HOST_ID,
  hostSlots: config.SYN_HOST_SLOTS,
});
await ensureWatch(client);
logger.info({ hostId: config.SYN_HOST_ID, namespace }, 'worker polls');
try {
  await Promise.all([
    runWorkers(workers, signal),
    // What ended while no worker ran; from then on the schedule's shifts go on.
    maintenance.reconcileExecutions().catch((error: unknown) => {
      logger.error({ err: error }, 'executions not reconciled at the start');
    }),
    // A host looks after its own workspaces.
    repeat({ name: 'reap', work: () => maintenance.reapWorkspaces(), intervalMs, signal, logger }),
  ]);
} finally {
  stop.abort();
  await projector[Symbol.asyncDispose]();
  await connection.close();
}
