import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { statusAfter } from '#shared/domain/execution/arrows.js';
import { ExecutionLab, until } from '../../support/execution-lab.js';
import { bundleTwin } from '../../support/workflow-twin.js';

let lab: ExecutionLab;

beforeAll(async () => {
  lab = await ExecutionLab.start();
});

afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

describe('a bug in workflow code', () => {
  it('ends nothing: the execution waits, and goes on when the fix is deployed', async () => {
    const broken = await lab.startWorkers(
      await bundleTwin({
        file: 'workflow-defs/execution/workflow.ts',
        from: "if (result.outcome === 'completed') return finished;",
        to: "if (result.outcome === 'completed') throw new Error('a bug');",
      }),
    );
    const handle = await lab.execute();
    const failedTask = await until(async () => {
      const { events } = await handle.fetchHistory();
      return events?.find((event) => event.workflowTaskFailedEventAttributes);
    });
    expect(failedTask.workflowTaskFailedEventAttributes?.failure?.message).toContain('a bug');
    expect((await handle.describe()).status.name).toBe('RUNNING');
    const recorded = await lab.typesOf(handle.workflowId);
    expect(recorded.filter((type) => statusAfter(type) !== undefined)).toEqual([
      'ExecutionStarted',
    ]);
    await broken[Symbol.asyncDispose]();

    const fixed = await lab.startWorkers();
    await handle.result();
    expect((await lab.typesOf(handle.workflowId)).slice(2)).toEqual([
      'PhaseStarted',
      'PhaseCompleted',
      'PhaseStarted',
      'PhaseCompleted',
      'ExecutionCompleted',
    ]);
    await fixed[Symbol.asyncDispose]();
  });
});
