import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Context } from '@temporalio/activity';
import { WorkflowFailedError } from '@temporalio/client';
import { CancelledFailure, defineSearchAttributeKey } from '@temporalio/common';
import type { PhaseRequest, PhaseResult } from '#shared/contracts/activities.js';
import { MAX_PHASES } from '#shared/contracts/workflow-definition.js';
import { foldExecution } from '#shared/domain/execution/execution-view.js';
import { planPhases } from '#shared/domain/execution/plan-phases.js';
import { executionInput, objectRef } from '../../support/execution-fixtures.js';
import { ExecutionLab, gate, until } from '../../support/execution-lab.js';
import { completed } from '../../support/noop-host.js';
import { largestPayload } from '../../support/payloads.js';
import { newExecutionId, startExecution } from '../../support/temporal.js';

const failure = { reason: 'max_turns', message: 'the agent used its 3 turns' } as const;
const interrupted: PhaseResult = {
  outcome: 'interrupted',
  reason: 'provider_unavailable',
  message: 'the model did not answer',
};
const artifact = (index: number) => ({
  artifactId: `art-${String(index).padStart(24, '0')}`,
  path: `report-${index}.md`,
  object: objectRef,
});

let lab: ExecutionLab;
let workers: AsyncDisposable;

beforeAll(async () => {
  lab = await ExecutionLab.start({
    host: { listPhaseArtifacts: ({ page }) => Promise.resolve({ artifacts: [artifact(page)] }) },
  });
  workers = await lab.startWorkers();
});

afterAll(async () => {
  await workers[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

async function failureOf(running: Promise<unknown>): Promise<Error | undefined> {
  const error: unknown = await running.catch((caught: unknown) => caught);
  if (!(error instanceof WorkflowFailedError)) throw new Error('the workflow did not fail');
  return error.cause;
}

describe('an execution', () => {
  it('records what happened, in order and once, and leaves its workspace', async () => {
    const handle = await lab.execute();
    await handle.result();
    const events = await lab.store.readStream(handle.workflowId);
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'WorkspaceProvisioned',
      'PhaseStarted',
      'PhaseCompleted',
      'PhaseStarted',
      'PhaseCompleted',
      'ExecutionCompleted',
    ]);
    const runId = handle.firstExecutionRunId;
    expect(events.map(({ id }) => id)).toEqual(
      events.map((_, index) => `${handle.workflowId}/${runId}/${index + 1}`),
    );
    expect(events.map(({ version }) => version)).toEqual(events.map((_, index) => index + 1));
    expect(lab.tornDown).toContain(handle.workflowId);
  });

  it('gives each phase a session of its own and tells it the earlier ones', async () => {
    const requests: PhaseRequest[] = [];
    const handle = await lab.execute(2, (request) => {
      requests.push(request);
      return Promise.resolve(completed);
    });
    await handle.result();
    const [first, second] = requests;
    expect(first?.earlier).toEqual([]);
    expect(second?.earlier).toEqual([{ phaseId: 'phase-1', sessionId: first?.sessionId }]);
    expect(second?.sessionId).not.toBe(first?.sessionId);
  });

  it('records the artifacts of a phase, page by page, before its completion', async () => {
    const handle = await lab.execute(1, () =>
      Promise.resolve({ ...completed, artifacts: { artifacts: [artifact(1)], next: 2 } }),
    );
    await handle.result();
    const view = foldExecution(await lab.store.readStream(handle.workflowId));
    expect(view?.artifacts.map(({ path }) => path)).toEqual(['report-1.md', 'report-2.md']);
    expect((await lab.typesOf(handle.workflowId)).slice(3, 6)).toEqual([
      'ArtifactStored',
      'ArtifactStored',
      'PhaseCompleted',
    ]);
  });

  it('fails as its phase failed, with the reason as the type of the failure', async () => {
    const handle = await lab.execute(2, () =>
      Promise.resolve({ outcome: 'failed', ...failure, artifacts: { artifacts: [] } }),
    );
    expect(await failureOf(handle.result())).toMatchObject({ type: 'max_turns' });
    expect((await lab.typesOf(handle.workflowId)).slice(3)).toEqual([
      'PhaseFailed',
      'ExecutionFailed',
    ]);
    const view = foldExecution(await lab.store.readStream(handle.workflowId));
    expect(view).toMatchObject({ state: 'FAILED', failure });
    expect((await handle.describe()).status.name).toBe('FAILED');
  });

  it('is cancelled by a Temporal cancel when the agent has stopped, not before', async () => {
    const handle = await lab.execute(1, async () => {
      const { cancelled } = Context.current();
      await cancelled.catch(() => undefined);
      throw new CancelledFailure('stopped', [{ yieldPoint: 'after_tools', journalSeq: 7 }]);
    });
    await lab.untilEvent(handle.workflowId, 'PhaseStarted');
    await handle.cancel();
    expect(await failureOf(handle.result())).toBeInstanceOf(CancelledFailure);
    const events = await lab.store.readStream(handle.workflowId);
    expect(events.slice(3).map(({ type }) => type)).toEqual([
      'ExecutionPaused',
      'PhaseFailed',
      'ExecutionCancelled',
    ]);
    expect(events[3]?.data).toMatchObject({ yieldPoint: 'after_tools', journalSeq: 7 });
    expect((await handle.describe()).status.name).toBe('CANCELLED');
    expect(lab.tornDown).toContain(handle.workflowId);
  });

  it('parks when it is interrupted, and can be cancelled there', async () => {
    const handle = await lab.execute(2, () => Promise.resolve(interrupted));
    await lab.untilEvent(handle.workflowId, 'ExecutionInterrupted');
    expect(await handle.query('getState')).toEqual({
      status: 'INTERRUPTED',
      pauseRequested: false,
      phaseId: 'phase-1',
    });
    expect(await handle.query('control')).toBe('interrupt');
    await handle.cancel();
    expect(await failureOf(handle.result())).toBeInstanceOf(CancelledFailure);
    expect((await lab.typesOf(handle.workflowId)).slice(3)).toEqual([
      'ExecutionInterrupted',
      'ExecutionRetried',
      'ExecutionPaused',
      'PhaseFailed',
      'ExecutionCancelled',
    ]);
  });

  it('shows its state and phase as search attributes', async () => {
    const handle = await lab.execute();
    await handle.result();
    const { typedSearchAttributes } = await handle.describe();
    const keyword = (name: string) =>
      typedSearchAttributes.get(defineSearchAttributeKey(name, 'KEYWORD'));
    expect([keyword('SynState'), keyword('SynPhase')]).toEqual(['COMPLETED', 'phase-2']);
  });

  it('refuses an input that is none, without an event', async () => {
    const id = newExecutionId();
    const handle = await startExecution(lab.temporal.client, {
      ...executionInput(newExecutionId()),
      executionId: id,
      phases: [],
    });
    expect(await failureOf(handle.result())).toMatchObject({ type: 'invalid_input' });
    expect(await lab.typesOf(id)).toEqual([]);
  });
});

describe('signals that nobody knows', () => {
  it('are each recorded as refused, and stop nothing', async () => {
    const { opened, open } = gate();
    const handle = await lab.execute(1, async () => {
      await opened;
      return completed;
    });
    await lab.untilEvent(handle.workflowId, 'PhaseStarted');
    const names = Array.from({ length: 402 }, (_, index) => `bogus-${index}`);
    await Promise.all(names.map((name) => handle.signal(name, { by: 'ada' })));
    await until(async () => (await lab.typesOf(handle.workflowId)).length >= 405);
    open();
    await handle.result();
    const events = await lab.store.readStream(handle.workflowId);
    const rejected = events.filter(({ type }) => type === 'CommandRejected');
    expect(new Set(rejected.map(({ data }) => data.command))).toEqual(new Set(names));
    expect(rejected).toHaveLength(402);
    expect(events.at(-1)?.type).toBe('ExecutionCompleted');
    expect(largestPayload(await handle.fetchHistory())).toBeLessThanOrEqual(16 * 1024);
  });
});

describe('the payloads of an execution', () => {
  it('take 16 KiB at most, with the most phases, long names and many artifacts', async () => {
    const id = newExecutionId();
    const definition = {
      phases: Array.from({ length: MAX_PHASES }, (_, index) => ({
        id: `${String(index).padStart(2, '0')}${'x'.repeat(61)}`,
        name: '界'.repeat(200),
        prompt: 'p',
        model: `claude-${'y'.repeat(60)}`,
        max_turns: 1,
        timeout_seconds: 604_800,
      })),
    };
    lab.script(id, ({ phaseId }) =>
      Promise.resolve({
        ...completed,
        artifacts: {
          artifacts: Array.from({ length: 25 }, (_, n) =>
            artifact(Number(phaseId.slice(0, 2)) * 100 + n),
          ),
        },
      }),
    );
    const handle = await startExecution(lab.temporal.client, {
      ...executionInput(id),
      name: '界'.repeat(200),
      argumentsPreview: '界'.repeat(200),
      phases: planPhases(definition),
    });
    await handle.result();
    expect(largestPayload(await handle.fetchHistory())).toBeLessThanOrEqual(16 * 1024);
    const view = foldExecution(await lab.store.readStream(id));
    expect(view?.artifacts).toHaveLength(MAX_PHASES * 25);
  });
});
