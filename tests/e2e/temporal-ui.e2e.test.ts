import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isFinal } from '../support/stack-api.js';
import { TestStack } from '../support/stack.js';
import { until } from '../support/until.js';

const LONG = `
id: long-phases
name: Long phases
phases:
  - id: first
    prompt: 'Look around. [[s=loop n=3]]'
  - id: second
    prompt: 'Go on. [[s=loop n=1000]]'
`;

describe('an operator in the Temporal UI', () => {
  let stack: TestStack;

  beforeAll(async () => {
    stack = await TestStack.connect();
    await stack.api.applyYaml(LONG);
  }, 300_000);

  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });

  const startedSecondPhase = async (): Promise<string> => {
    const id = await stack.api.start({ workflowId: 'long-phases' });
    await stack.api.waitFor(id, ({ phases }) => phases[1]?.status === 'RUNNING');
    return id;
  };

  it('fails the execution and removes its workspace by terminating the run', async () => {
    const id = await startedSecondPhase();
    await stack.temporal.workflow.getHandle(id).terminate('maintenance');
    const { state, failure } = await stack.api.waitFor(id, isFinal);
    expect(state).toBe('FAILED');
    expect(failure).toMatchObject({ reason: 'terminated' });
    await until(async () => (await stack.objectsOf(id)).length === 0);
  });

  it('cancels the execution by cancelling the run', async () => {
    const id = await startedSecondPhase();
    await stack.temporal.workflow.getHandle(id).cancel();
    const { state } = await stack.api.waitFor(id, isFinal);
    expect(state).toBe('CANCELLED');
    const types = (await stack.api.events(id)).map(({ type }) => type);
    expect(types.slice(-3)).toEqual(['ExecutionPaused', 'PhaseFailed', 'ExecutionCancelled']);
    await until(async () => (await stack.objectsOf(id)).length === 0);
  });

  it('starts the stream over by resetting the run', async () => {
    const id = await startedSecondPhase();
    const handle = stack.temporal.workflow.getHandle(id);
    const before = await handle.describe();
    await stack.temporalCommand([
      'workflow',
      'reset',
      '--workflow-id',
      id,
      '--event-id',
      '4',
      '--reason',
      'once more',
    ]);
    const running = await stack.api.waitFor(id, ({ phases }) => phases[1]?.status === 'RUNNING');
    expect(running.state).toBe('RUNNING');
    await until(async () =>
      (await stack.api.events(id)).some(({ data }) => data.supersededRunId === before.runId),
    );
    await handle.terminate('enough');
    await stack.api.waitFor(id, isFinal);
  });
});
