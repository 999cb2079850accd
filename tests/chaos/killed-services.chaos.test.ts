import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionView } from '#shared/contracts/http.js';
import { journalOf, telemetryOf } from '../support/execution-trace.js';
import { isFinal } from '../support/stack-api.js';
import { TestStack } from '../support/stack.js';
import { until } from '../support/until.js';

const EXECUTIONS = 10;

/** Phases of some seconds, so that every execution is in the middle of one when the worker dies. */
const THREE_PHASES = `
id: three-phases
name: Three phases
phases:
  - id: first
    prompt: 'Count. [[s=loop n=8]]'
  - id: second
    prompt: 'Count on from {{first}}. [[s=loop n=8]]'
  - id: third
    prompt: 'Count on from {{second}}. [[s=loop n=8]]'
`;

const isIn = (index: number) => (execution: ExecutionView) =>
  isFinal(execution) || ['RUNNING', 'COMPLETED'].includes(String(execution.phases[index]?.status));

describe('ten executions while services are killed', () => {
  let stack: TestStack;
  let executions: ExecutionView[];

  beforeAll(async () => {
    stack = await TestStack.connect();
    await stack.api.applyYaml(THREE_PHASES);
    const ids = await Promise.all(
      Array.from({ length: EXECUTIONS }, () => stack.api.start({ workflowId: 'three-phases' })),
    );
    for (const phase of [0, 1, 2]) {
      // The fifth is somewhere in the phase; the others are before, in and behind it.
      await stack.api.waitFor(String(ids[4]), isIn(phase));
      await stack.kill('worker');
      await stack.kill('api');
    }
    executions = await Promise.all(ids.map((id) => stack.api.waitFor(id, isFinal)));
  }, 900_000);

  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });

  it('completes every execution', () => {
    expect(executions.map(({ state, failure }) => failure ?? state)).toEqual(
      Array.from({ length: EXECUTIONS }, () => 'COMPLETED'),
    );
  });

  it('leaves contiguous streams without a duplicate', async () => {
    for (const { id } of executions) {
      const events = await stack.api.events(id);
      expect(events.map(({ version }) => version)).toEqual(events.map((_, index) => index + 1));
      expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
      expect(events.filter(({ type }) => type === 'PhaseCompleted')).toHaveLength(3);
    }
  });

  it('loses no line of a journal and stores none twice', async () => {
    const sessions = executions.flatMap(({ id, phases }) =>
      phases.map((phase) => ({ id, phaseId: phase.id, sessionId: String(phase.sessionId) })),
    );
    for (const session of sessions) {
      const journal = await journalOf(stack, session);
      expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_, line) => line + 1));
      const { stored, expected } = await telemetryOf(stack, session);
      expect(stored).toEqual(expected);
    }
  });

  it('leaves no container, volume or network behind', async () => {
    for (const { id } of executions) {
      await until(async () => (await stack.objectsOf(id)).length === 0);
    }
  });
});
