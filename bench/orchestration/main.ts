/**
 * Executions of three empty phases through our whole workflow, against a bare workflow of three empty
 * activities, on the same Temporal server in the same run. `npx tsx bench/orchestration/main.ts`; needs the
 * timescaledb image and `.syn/bin/temporal`, which the set-up makes.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stdout } from 'node:process';
import { defineSearchAttributeKey } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, type WorkflowBundle } from '@temporalio/worker';
import { PostgresEventStore } from '#shared/event-store/postgres-event-store.js';
import { SEARCH_ATTRIBUTES } from '#workflow-defs/execution/messages.js';
import { bundleWorkflows } from '../../infra/build/bundle-workflows.js';
import { runWorkers } from '../../worker/temporal/run-workers.js';
import { BenchDatabase } from '../event-store/database.js';
import { bare, bareWorker, execution, executionWorkers } from './contenders.js';
import { median, throughput } from './measure.js';

const LOADS = [
  { concurrency: 1, total: 15 },
  { concurrency: 20, total: 80 },
  { concurrency: 100, total: 200 },
];
const ROUNDS = 3;

async function ourBundle(): Promise<WorkflowBundle> {
  const directory = await mkdtemp(join(tmpdir(), 'syn-bench-'));
  await bundleWorkflows(resolve('.'), directory);
  const code = await readFile(join(directory, 'workflow-bundle.js'), 'utf8');
  await rm(directory, { recursive: true });
  return { code };
}

const cell = (value: string | number): string => String(value).padStart(12);

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
const temporal = await TestWorkflowEnvironment.createLocal({
  server: {
    executable: { type: 'existing-path', path: resolve('.syn/bin/temporal') },
    searchAttributes: Object.values(SEARCH_ATTRIBUTES).map((name) =>
      defineSearchAttributeKey(name, 'KEYWORD'),
    ),
  },
});
await using database = await BenchDatabase.start(20);
await using store = new PostgresEventStore(database.pool);
const workers = [
  await bareWorker(temporal.nativeConnection),
  ...(await executionWorkers(temporal.nativeConnection, await ourBundle(), store)),
];
const stop = new AbortController();
const running = runWorkers(workers, stop.signal);
const { client } = temporal;
await Promise.all([bare(client), execution(client)]); // code is loaded, caches are warm

stdout.write(`workflows per second, median of ${ROUNDS} rounds\n`);
stdout.write(`${['concurrency', 'bare', 'execution', 'ratio'].map(cell).join('')}\n`);
for (const load of LOADS) {
  const rates: { bare: number; execution: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.push({
      bare: await throughput(client, bare, load),
      execution: await throughput(client, execution, load),
    });
  }
  const ratio = median(rates.map((rate) => rate.execution / rate.bare));
  const row = [
    load.concurrency,
    median(rates.map((rate) => rate.bare)).toFixed(1),
    median(rates.map((rate) => rate.execution)).toFixed(1),
    ratio.toFixed(2),
  ];
  stdout.write(`${row.map(cell).join('')}\n`);
}
stop.abort();
await running;
await temporal.teardown();
