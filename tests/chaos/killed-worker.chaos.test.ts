import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env as variables } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { executionInput } from '../support/execution-fixtures.js';
import { ExecutionLab } from '../support/execution-lab.js';
import {
  newExecutionId,
  projectRoot,
  startExecution,
  workflowBundle,
} from '../support/temporal.js';

const EXECUTIONS = 10;
const KILLS = 6;
const STORY = [
  'ExecutionStarted',
  'WorkspaceProvisioned',
  ...Array.from({ length: 3 }, () => ['PhaseStarted', 'PhaseCompleted']).flat(),
  'ExecutionCompleted',
];

let lab: ExecutionLab;
let directory: string;

beforeAll(async () => {
  lab = await ExecutionLab.start();
  directory = await mkdtemp(join(tmpdir(), 'syn-chaos-'));
  await writeFile(join(directory, 'bundle.js'), (await workflowBundle()).code);
});

afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

async function startWorker(): Promise<ChildProcess> {
  const program = join(projectRoot, 'tests/support/worker-process.ts');
  const settings = [
    lab.temporal.address,
    lab.database.url('syn_app'),
    join(directory, 'bundle.js'),
  ];
  const worker = spawn(process.execPath, ['--import', 'tsx', program, ...settings], {
    cwd: projectRoot,
    env: { ...variables, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(worker.stdout, 'data');
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  const exited = once(worker, 'exit');
  worker.kill('SIGKILL');
  await exited;
}

describe('a worker that is killed again and again', () => {
  it('loses no event and writes none twice', async () => {
    const handles = await Promise.all(
      Array.from({ length: EXECUTIONS }, () =>
        startExecution(lab.temporal.client, executionInput(newExecutionId())),
      ),
    );
    const done = Promise.all(handles.map((handle) => handle.result()));
    for (let kills = 0; kills < KILLS; kills += 1) {
      const worker = await startWorker();
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 700));
      await kill(worker);
    }
    const last = await startWorker();
    await done;
    await kill(last);
    for (const { workflowId, firstExecutionRunId } of handles) {
      const events = await lab.store.readStream(workflowId);
      expect(events.map(({ type }) => type)).toEqual(STORY);
      expect(events.map(({ version }) => version)).toEqual(STORY.map((_, index) => index + 1));
      expect(events.map(({ id }) => id)).toEqual(
        STORY.map((_, index) => `${workflowId}/${firstExecutionRunId}/${index + 1}`),
      );
    }
  });
});
