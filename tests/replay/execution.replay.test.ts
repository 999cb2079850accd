import { beforeAll, describe, expect, it } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { quietRuntime, workflowBundle } from '../support/temporal.js';
import { bundleTwin } from '../support/workflow-twin.js';
import { storedHistories } from './stored-histories.js';

async function replay(bundle: { code: string }): Promise<Map<string, Error | undefined>> {
  const errors = new Map<string, Error | undefined>();
  const results = Worker.runReplayHistories({ workflowBundle: bundle }, storedHistories());
  for await (const { workflowId, error } of results) errors.set(workflowId, error);
  return errors;
}

beforeAll(quietRuntime);

describe('the replay gate', () => {
  it('replays every stored history with the workflow code of today', async () => {
    const errors = await replay(await workflowBundle());
    expect(errors.size).toBe(storedHistories().length);
    expect(errors.size).toBeGreaterThan(0);
    expect([...errors.values()].filter((error) => error !== undefined)).toEqual([]);
  });

  it.each([
    {
      change: 'an activity that is scheduled under another name',
      file: 'workflow-defs/execution/workspace.ts',
      from: "anyHost('set up the workspace').setUpWorkspace(",
      to: "anyHost('set up the workspace').prepareWorkspace(",
    },
    {
      change: 'an append that is sent at another moment',
      file: 'workflow-defs/execution/outbox.ts',
      from: '  await runWaits();\n  while',
      to: '  while',
    },
  ])('fails on $change', async ({ file, from, to }) => {
    const errors = await replay(await bundleTwin({ file, from, to }));
    const names = [...errors.values()].map((error) => error?.name);
    expect(names).toContain('DeterminismViolationError');
  });
});
