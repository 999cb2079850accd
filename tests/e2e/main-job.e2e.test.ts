import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionView } from '#shared/contracts/http.js';
import { eventsInHistory, journalOf, telemetryOf } from '../support/execution-trace.js';
import { largestPayload } from '../support/payloads.js';
import { packSmallRepository, SMALL_REPOSITORY } from '../support/small-repository.js';
import { isFinal } from '../support/stack-api.js';
import { TestStack } from '../support/stack.js';
import { until } from '../support/until.js';

const RESEARCH = fileURLToPath(
  new URL('../../workflow-defs/packages/research-v1', import.meta.url),
);

describe('research-v1 on a small repository', () => {
  let stack: TestStack;
  let execution: ExecutionView;

  beforeAll(async () => {
    stack = await TestStack.connect();
    await stack.api.applyFolder(RESEARCH);
    const folder = await stack.api.upload(packSmallRepository());
    const id = await stack.api.start({
      workflowId: 'research-v1',
      arguments: 'What is in here?',
      folder: folder.id,
    });
    execution = await stack.api.waitFor(id, isFinal);
  }, 300_000);

  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
  });

  it('completes both phases', () => {
    expect(execution.state).toBe('COMPLETED');
    expect(execution.phases.map(({ status }) => status)).toEqual(['COMPLETED', 'COMPLETED']);
  });

  it('stores a report with facts that were computed from the input', async () => {
    const report = execution.artifacts.find(({ path }) => path === 'output.md');
    const text = (await stack.api.artifact(String(report?.id))).toString();
    expect(text).toContain(SMALL_REPOSITORY.mark);
    expect(text).toContain('Add a sum');
    expect(text).toMatch(/Python/);
  });

  it('records a contiguous stream in the order of what happened', async () => {
    const events = await stack.api.events(execution.id);
    expect(events.map(({ version }) => version)).toEqual(events.map((_, index) => index + 1));
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const types = events.map(({ type }) => type).filter((type) => type !== 'ArtifactStored');
    expect(types).toEqual([
      'ExecutionStarted',
      'WorkspaceProvisioned',
      'PhaseStarted',
      'PhaseCompleted',
      'PhaseStarted',
      'PhaseCompleted',
      'ExecutionCompleted',
    ]);
  });

  it('has in the store exactly the events that the history implies', async () => {
    const events = await stack.api.events(execution.id);
    expect(events.map(({ id }) => id)).toEqual(await eventsInHistory(stack, execution.id));
  });

  it('runs phases as activities with summaries and small payloads', async () => {
    const history = await stack.temporal.workflow.getHandle(execution.id).fetchHistory();
    const phases = (history.events ?? []).filter(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'runPhase',
    );
    expect(phases).toHaveLength(2);
    expect(phases.every((event) => event.userMetadata?.summary)).toBe(true);
    expect(largestPayload(history)).toBeLessThanOrEqual(16 * 1024);
  });

  it.each([0, 1])('meters the session of phase %i as the agent counted it', async (index) => {
    const session = await stack.api.session(String(execution.phases[index]?.sessionId));
    expect(session.totals.modelCalls).toBeGreaterThan(1);
    expect(session.totals.toolCalls).toBeGreaterThan(0);
    const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = session.totals;
    expect({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }).toEqual(
      session.agent?.usage,
    );
    expect(session.totals.costUsd).toBeCloseTo(Number(session.agent?.costUsd), 4);
  });

  it.each([0, 1])(
    'has every line of the journal of phase %i in the hypertable, once',
    async (index) => {
      const phase = execution.phases[index];
      const session = {
        id: execution.id,
        phaseId: String(phase?.id),
        sessionId: String(phase?.sessionId),
      };
      const journal = await journalOf(stack, session);
      expect(journal.map(({ seq }) => seq)).toEqual(journal.map((_, line) => line + 1));
      const { stored, expected } = await telemetryOf(stack, session);
      expect(stored).toEqual(expected);
    },
  );

  it('leaves no container, volume or network behind', async () => {
    await until(async () => (await stack.objectsOf(execution.id)).length === 0);
  });
});
