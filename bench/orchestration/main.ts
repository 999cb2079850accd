/**
 * Executions of three empty phases through our whole workflow, against a bare workflow of three empty
 * activities, on the same Temporal server in the same run. `npx tsx bench/orchestration/main.ts`; needs the
 * timescaledb image and `.syn/bin/temporal`, which the set-up makes. Takes some three minutes on two cores.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { env, stdout } from 'node:process';
import { defineSearchAttributeKey } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, type WorkflowBundle } from '@temporalio/worker';
import { PostgresEventStore } from '#shared/event-store/postgres-event-store.js';
import { SEARCH_ATTRIBUTES } from '#workflow-defs/execution/messages.js';
import { bundleWorkflows } from '../../infra/build/bundle-workflows.js';
import { runWorkers } from '../../worker/temporal/run-workers.js';
import { BenchDatabase } from '../event-store/database.js';
import { bare, bareWorker, execution, executionWorkers } from './contenders.js';
import { type Load, mean, measure, type Measured, median, merge, quantile } from './measure.js';

/** Every execution that is started ends: the totals bound how long a level takes. */
const LOADS: readonly Load[] = [
  { concurrency: 1, total: 10 },
  { concurrency: 20, total: 40 },
  { concurrency: 100, total: 100 },
];
/** The contenders take turns, because the machine's other work comes and goes. */
const ROUNDS = 3;

// The run removes its own container, and the helper that would watch over it is an image from elsewhere.
env.TESTCONTAINERS_RYUK_DISABLED = 'true';

async function ourBundle(): Promise<WorkflowBundle> {
  const directory = await mkdtemp(join(tmpdir(), 'syn-bench-'));
  await bundleWorkflows(resolve('.'), directory);
  const code = await readFile(join(directory, 'workflow-bundle.js'), 'utf8');
  await rm(directory, { recursive: true });
  return { code };
}

const COLUMNS = [
  'concurrency',
  'bare/s',
  'ours/s',
  'ratio',
  'bare events',
  'ours events',
  'bare p50/p95 ms',
  'ours p50/p95 ms',
];
const print = (cells: readonly string[]): boolean => stdout.write(`| ${cells.join(' | ')} |\n`);

const latency = ({ latenciesMs }: Measured): string =>
  [0.5, 0.95].map((share) => quantile(latenciesMs, share).toFixed(0)).join(' / ');

function row({ concurrency }: Load, theirs: Measured, ours: Measured): string[] {
  const ratios = ours.rates.map((rate, round) => rate / (theirs.rates[round] ?? Number.NaN));
  return [
    String(concurrency),
    median(theirs.rates).toFixed(1),
    median(ours.rates).toFixed(1),
    median(ratios).toFixed(2),
    mean(theirs.events).toFixed(1),
    mean(ours.events).toFixed(1),
    latency(theirs),
    latency(ours),
  ];
}

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

print(COLUMNS);
print(COLUMNS.map(() => '---'));
for (const load of LOADS) {
  const rounds: { readonly theirs: Measured; readonly ours: Measured }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({
      theirs: await measure(client, bare, load),
      ours: await measure(client, execution, load),
    });
  }
  print(
    row(load, merge(rounds.map(({ theirs }) => theirs)), merge(rounds.map(({ ours }) => ours))),
  );
}
stop.abort();
await running;
await temporal.teardown();
