import { describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '#shared/contracts/event-envelope.js';
import type { ExecutionEvent } from '#shared/contracts/execution-events.js';
import { foldExecution } from '#shared/domain/execution/execution-view.js';
import {
  executionId,
  objectRef,
  sessionId,
  startData,
} from '../../../../support/execution-fixtures.js';

const at = (index: number) => `2026-01-01T00:00:0${index}.000Z`;
const stored = (...events: ExecutionEvent[]): StoredEvent[] =>
  events.map((event, index) => ({
    id: `${executionId}/run/${index + 1}`,
    schemaVersion: 1,
    streamId: executionId,
    globalPosition: String(index + 1),
    version: index + 1,
    metadata: {},
    occurredAt: at(index),
    recordedAt: at(index),
    ...event,
  }));

const inPhase = { phaseId: 'phase-1', sessionId };
const started: ExecutionEvent = { type: 'ExecutionStarted', data: startData() };
const phaseStarted: ExecutionEvent = {
  type: 'PhaseStarted',
  data: { ...inPhase, model: 'sonnet' },
};
const artifactStored: ExecutionEvent = {
  type: 'ArtifactStored',
  data: { ...inPhase, artifactId: `art-${'0'.repeat(24)}`, path: 'report.md', object: objectRef },
};
const phaseCompleted: ExecutionEvent = {
  type: 'PhaseCompleted',
  data: { ...inPhase, output: objectRef },
};
const failed: ExecutionEvent = {
  type: 'ExecutionFailed',
  data: { reason: 'no_answer', message: 'the agent said nothing' },
};

describe('the view of an execution', () => {
  it('does not exist before its first event', () => {
    expect(foldExecution([])).toBeUndefined();
  });

  it('shows phases with their sessions and times, and artifacts', () => {
    const view = foldExecution(stored(started, phaseStarted, artifactStored, phaseCompleted));
    expect(view).toMatchObject({ id: executionId, state: 'RUNNING', startedAt: at(0) });
    expect(view?.phases[0]).toMatchObject({
      id: 'phase-1',
      status: 'COMPLETED',
      sessionId,
      startedAt: at(1),
      endedAt: at(3),
    });
    expect(view?.phases[1]?.status).toBe('PENDING');
    expect(view?.artifacts).toEqual([
      expect.objectContaining({ path: 'report.md', executionId, storedAt: at(2) }),
    ]);
  });

  it('shows where it is held while it is paused, and no longer', () => {
    const paused: ExecutionEvent = {
      type: 'ExecutionPaused',
      data: { yieldPoint: 'after_tools', ...inPhase },
    };
    const wished: ExecutionEvent = { type: 'PauseRequested', data: {} };
    expect(foldExecution(stored(started, wished))?.pauseRequested).toBe(true);
    expect(foldExecution(stored(started, phaseStarted, wished, paused))).toMatchObject({
      state: 'PAUSED',
      pauseRequested: false,
      held: { yieldPoint: 'after_tools', phaseId: 'phase-1' },
    });
    const resumed: ExecutionEvent = { type: 'ExecutionResumed', data: {} };
    expect(foldExecution(stored(started, phaseStarted, paused, resumed))).not.toHaveProperty(
      'held',
    );
  });

  it('shows why it failed and when', () => {
    expect(foldExecution(stored(started, failed))).toMatchObject({
      state: 'FAILED',
      failure: { reason: 'no_answer', message: 'the agent said nothing' },
      endedAt: at(1),
    });
  });

  it('starts over after a reset, with nothing of the superseded run', () => {
    const reset: ExecutionEvent = {
      type: 'ExecutionReset',
      data: { supersededRunId: 'a', newRunId: 'b' },
    };
    const before = [started, phaseStarted, artifactStored, failed, reset];
    const view = foldExecution(stored(...before));
    expect(view).toMatchObject({ state: 'NOT_STARTED', artifacts: [], id: executionId });
    expect(view).not.toHaveProperty('failure');
    expect(view).not.toHaveProperty('endedAt');
    expect(foldExecution(stored(...before, started))).toMatchObject({
      state: 'RUNNING',
      startedAt: at(5),
    });
  });
});
