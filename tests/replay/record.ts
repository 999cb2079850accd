/**
 * Records the history of every case against a real Temporal server:
 *   npx tsx tests/replay/record.ts v1
 * Histories are added, one set for each release whose workflow code changed, and never recorded again: they
 * stand for executions that are still running somewhere.
 */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv } from 'node:process';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { executionInput } from '../support/execution-fixtures.js';
import { startWorkers } from '../support/execution-stack.js';
import { createNoopHost } from '../support/noop-host.js';
import {
  newExecutionId,
  quietRuntime,
  startExecution,
  startTemporal,
  workflowBundle,
} from '../support/temporal.js';
import { REPLAY_CASES, type ReplayCase } from './cases.js';
import { HISTORIES, printHistory } from './stored-histories.js';

const release = argv[2];
if (!release) throw new Error('name the release: npx tsx tests/replay/record.ts v2');
quietRuntime();
const temporal = await startTemporal();
const bundle = await workflowBundle();
await mkdir(HISTORIES, { recursive: true });
for (const replayCase of REPLAY_CASES) await record(replayCase, temporal);
await temporal.teardown();

async function record({ name, phases, runPhase, act }: ReplayCase, env: TestWorkflowEnvironment) {
  const file = join(HISTORIES, `${release ?? ''}-${name}.json`);
  if (existsSync(file)) return;
  const host = createNoopHost('host-1', {
    runPhase,
    listPhaseArtifacts: () => Promise.resolve({ artifacts: [] }),
  });
  const store = { appendBatch: () => Promise.resolve({ lastVersion: 0 }) };
  const workers = await startWorkers({
    temporal: env,
    workflowBundle: bundle,
    store,
    host,
    hostId: 'host-1',
  });
  const handle = await startExecution(env.client, executionInput(newExecutionId(), phases));
  await act?.(handle);
  await handle.result().catch(() => undefined); // how it ends is part of the case
  await workers[Symbol.asyncDispose]();
  const { workflowId } = handle;
  await writeFile(file, printHistory({ workflowId, history: await handle.fetchHistory() }));
}
