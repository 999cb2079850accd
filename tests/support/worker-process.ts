/**
 * A worker process to be killed: our workflows and outbox on a real server and store, with a host whose phases
 * take a moment. `node --import tsx tests/support/worker-process.ts <temporal address> <database url> <bundle file>`
 */
import { readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { heartbeat } from '@temporalio/activity';
import { NativeConnection } from '@temporalio/worker';
import pg from 'pg';
import { PostgresEventStore } from '#shared/event-store/postgres-event-store.js';
import { createOutboxActivities } from '../../worker/activities/append-events.js';
import { createWorkers } from '../../worker/temporal/create-workers.js';
import { completed, createNoopHost } from './noop-host.js';
import { quietRuntime } from './temporal.js';

const [address, databaseUrl, bundleFile] = argv.slice(2);
if (!address || !databaseUrl || !bundleFile) throw new Error('address, database and bundle needed');
quietRuntime();
const store = new PostgresEventStore(new pg.Pool({ connectionString: databaseUrl }));
const workers = await createWorkers({
  connection: await NativeConnection.connect({ address }),
  namespace: 'default',
  workflowBundle: { code: readFileSync(bundleFile, 'utf8') },
  outbox: createOutboxActivities(store),
  maintenance: {
    watchExecutions: () => Promise.resolve(),
    reconcileExecutions: () => Promise.resolve({ examined: 0, closed: 0 }),
    reapWorkspaces: () => Promise.resolve({ removed: 0 }),
  },
  host: createNoopHost('host-1', {
    runPhase: async () => {
      heartbeat();
      await delay(100);
      return completed;
    },
  }),
  hostId: 'host-1',
  hostSlots: 20,
});
process.stdout.write('polling\n');
await Promise.all(workers.map((worker) => worker.run()));
