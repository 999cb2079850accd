import { describe, expect, it } from '@jest/globals';
import type { ExecutionEvent } from '#shared/contracts/execution-events.js';
import type { ExecutionCommand } from '#shared/domain/execution/commands.js';
import { decide, decideSignal, evolveAll } from '#shared/domain/execution/decide.js';
import {
  ExecutionClosedError,
  ExecutionIncompleteError,
  ExecutionNotInterruptedError,
  ExecutionNotPausedError,
  ExecutionNotRunningError,
  ExecutionNotStartedError,
  PhaseNotRunningError,
  PhaseOutOfOrderError,
} from '#shared/domain/execution/errors.js';
import { initialState } from '#shared/domain/execution/state.js';
import {
  executionId,
  objectRef,
  sessionId,
  startData,
} from '../../../../support/execution-fixtures.js';

const given = (...events: ExecutionEvent[]) => {
  const state = evolveAll(initialState(), events);
  return {
    when: (command: ExecutionCommand) => decide(command, state),
    whenSignalled: (name: string, command: ExecutionCommand) => decideSignal(name, command, state),
  };
};
const types = (events: readonly ExecutionEvent[]) => events.map(({ type }) => type);

const inFirst = { phaseId: 'phase-1', sessionId };
const inSecond = { phaseId: 'phase-2', sessionId: sessionId.replace(/1$/, '2') };
const failure = { reason: 'max_turns', message: 'the agent used its 3 turns' } as const;
const artifact = { artifactId: `art-${'0'.repeat(24)}`, path: 'report.md', object: objectRef };

const started: ExecutionEvent = { type: 'ExecutionStarted', data: startData() };
const phaseStarted: ExecutionEvent = {
  type: 'PhaseStarted',
  data: { ...inFirst, model: 'sonnet' },
};
const phaseCompleted: ExecutionEvent = {
  type: 'PhaseCompleted',
  data: { ...inFirst, output: objectRef },
};
const pauseRequested: ExecutionEvent = { type: 'PauseRequested', data: {} };
const paused: ExecutionEvent = { type: 'ExecutionPaused', data: { yieldPoint: 'between_phases' } };
const interrupted: ExecutionEvent = { type: 'ExecutionInterrupted', data: {} };
const secondPhase: ExecutionEvent[] = [
  { type: 'PhaseStarted', data: { ...inSecond, model: 'sonnet' } },
  { type: 'PhaseCompleted', data: { ...inSecond, output: objectRef } },
];
const done: ExecutionEvent[] = [started, phaseStarted, phaseCompleted, ...secondPhase];
const completed: ExecutionEvent = { type: 'ExecutionCompleted', data: {} };

describe('an execution at work', () => {
  it('starts once, however often it is asked', () => {
    const start: ExecutionCommand = { type: 'Start', data: startData() };
    expect(given().when(start)).toEqual([started]);
    expect(given(started).when(start)).toEqual([]);
  });

  it('records the host of its workspace once', () => {
    const provision: ExecutionCommand = { type: 'ProvisionWorkspace', data: { hostId: 'host-1' } };
    const [provisioned] = given(started).when(provision);
    expect(provisioned).toEqual({ type: 'WorkspaceProvisioned', data: { hostId: 'host-1' } });
    expect(given(started, ...(provisioned ? [provisioned] : [])).when(provision)).toEqual([]);
  });

  it('starts its phases in the order of the plan, with the model of the plan', () => {
    expect(given(started).when({ type: 'StartPhase', data: inFirst })).toEqual([phaseStarted]);
    expect(() => given(started).when({ type: 'StartPhase', data: inSecond })).toThrow(
      PhaseOutOfOrderError,
    );
    expect(() => given(started, phaseStarted).when({ type: 'StartPhase', data: inSecond })).toThrow(
      PhaseOutOfOrderError,
    );
  });

  it('goes on with a phase that runs already', () => {
    expect(given(started, phaseStarted).when({ type: 'StartPhase', data: inFirst })).toEqual([]);
  });

  it('stores an artifact once, and only of the phase that runs', () => {
    const store: ExecutionCommand = { type: 'StoreArtifact', data: { ...inFirst, ...artifact } };
    const [stored] = given(started, phaseStarted).when(store);
    expect(stored?.type).toBe('ArtifactStored');
    expect(given(started, phaseStarted, ...(stored ? [stored] : [])).when(store)).toEqual([]);
    expect(() => given(started).when(store)).toThrow(PhaseNotRunningError);
  });

  it('completes a phase once', () => {
    const complete: ExecutionCommand = {
      type: 'CompletePhase',
      data: { ...inFirst, output: objectRef },
    };
    expect(given(started, phaseStarted).when(complete)).toEqual([phaseCompleted]);
    expect(given(started, phaseStarted, phaseCompleted).when(complete)).toEqual([]);
    expect(() => given(started).when(complete)).toThrow(PhaseNotRunningError);
  });

  it('fails with the phase that failed', () => {
    const failPhase: ExecutionCommand = { type: 'FailPhase', data: { ...inFirst, ...failure } };
    const phaseFailed = given(started, phaseStarted).when(failPhase);
    expect(phaseFailed).toEqual([{ type: 'PhaseFailed', data: { ...inFirst, ...failure } }]);
    const after = given(started, phaseStarted, ...phaseFailed);
    expect(after.when(failPhase)).toEqual([]);
    expect(after.when({ type: 'Fail', data: failure })).toEqual([
      { type: 'ExecutionFailed', data: { ...failure, phaseId: 'phase-1' } },
    ]);
  });

  it('names no phase when it fails between phases', () => {
    expect(
      given(started, phaseStarted, phaseCompleted).when({ type: 'Fail', data: failure }),
    ).toEqual([{ type: 'ExecutionFailed', data: failure }]);
  });

  it('completes when every phase is completed, not before', () => {
    expect(given(...done).when({ type: 'Complete', data: {} })).toEqual([completed]);
    expect(() =>
      given(started, phaseStarted, phaseCompleted).when({ type: 'Complete', data: {} }),
    ).toThrow(ExecutionIncompleteError);
  });

  it('completes although a pause was wished that found no yield point any more', () => {
    expect(given(...done, pauseRequested).when({ type: 'Complete', data: {} })).toEqual([
      completed,
    ]);
  });
});

describe('pause and resume', () => {
  it('records the wish once and pauses at the next yield point', () => {
    const wish = { by: 'ada', reason: 'lunch' };
    expect(given(started).when({ type: 'Pause', data: wish })).toEqual([
      { type: 'PauseRequested', data: wish },
    ]);
    expect(given(started, pauseRequested).when({ type: 'Pause', data: wish })).toEqual([]);
    expect(
      given(started, phaseStarted, pauseRequested).when({
        type: 'ReachYieldPoint',
        data: { yieldPoint: 'after_tools', journalSeq: 7 },
      }),
    ).toEqual([
      {
        type: 'ExecutionPaused',
        data: { yieldPoint: 'after_tools', journalSeq: 7, ...inFirst },
      },
    ]);
  });

  it('passes a yield point when no pause is wished', () => {
    expect(
      given(started).when({ type: 'ReachYieldPoint', data: { yieldPoint: 'between_phases' } }),
    ).toEqual([]);
  });

  it('takes the wish for a pause back', () => {
    expect(types(given(started, pauseRequested).when({ type: 'Resume', data: {} }))).toEqual([
      'PauseWithdrawn',
    ]);
  });

  it('resumes what is paused and leaves alone what runs', () => {
    expect(types(given(started, paused).when({ type: 'Resume', data: {} }))).toEqual([
      'ExecutionResumed',
    ]);
    expect(given(started).when({ type: 'Resume', data: {} })).toEqual([]);
  });

  it('refuses to resume what is interrupted', () => {
    expect(() => given(started, interrupted).when({ type: 'Resume', data: {} })).toThrow(
      ExecutionNotPausedError,
    );
  });
});

describe('interrupt and retry', () => {
  it('interrupts what runs, naming the phase and the failure', () => {
    expect(given(started, phaseStarted).when({ type: 'Interrupt', data: { failure } })).toEqual([
      { type: 'ExecutionInterrupted', data: { failure, phaseId: 'phase-1' } },
    ]);
  });

  it('refuses to interrupt what is paused', () => {
    expect(() => given(started, paused).when({ type: 'Interrupt', data: {} })).toThrow(
      ExecutionNotRunningError,
    );
  });

  it('retries what is interrupted, and goes on in the same phase and session', () => {
    const events = [started, phaseStarted, interrupted];
    const retried = given(...events).when({ type: 'Retry', data: { by: 'ada' } });
    expect(retried).toEqual([{ type: 'ExecutionRetried', data: { by: 'ada' } }]);
    const after = given(...events, ...retried);
    expect(after.when({ type: 'StartPhase', data: inFirst })).toEqual([]);
    expect(() => given(started, paused).when({ type: 'Retry', data: {} })).toThrow(
      ExecutionNotInterruptedError,
    );
  });

  it('fails at the deadline by retry and error', () => {
    const expired = given(started, phaseStarted, interrupted).when({
      type: 'Expire',
      data: { message: 'nobody retried it' },
    });
    expect(types(expired)).toEqual(['ExecutionRetried', 'PhaseFailed', 'ExecutionFailed']);
    expect(expired.at(-1)?.data).toMatchObject({ reason: 'interrupted_deadline' });
  });
});

describe('cancel', () => {
  const cancel: ExecutionCommand = { type: 'Cancel', data: { reason: 'not needed' } };

  it.each([
    ['RUNNING', [started], ['ExecutionPaused', 'ExecutionCancelled']],
    ['PAUSED', [started, paused], ['ExecutionCancelled']],
    [
      'INTERRUPTED',
      [started, interrupted],
      ['ExecutionRetried', 'ExecutionPaused', 'ExecutionCancelled'],
    ],
  ])('is composed of the arrows from %s', (_, events, expected) => {
    expect(types(given(...events).when(cancel))).toEqual(expected);
  });

  it('starts what was never started, to end it', () => {
    expect(types(given().when({ type: 'Cancel', data: { start: startData() } }))).toEqual([
      'ExecutionStarted',
      'ExecutionPaused',
      'ExecutionCancelled',
    ]);
    expect(() => given().when(cancel)).toThrow(ExecutionNotStartedError);
  });

  it('ends the phase in which the agent was stopped', () => {
    expect(types(given(started, phaseStarted).when(cancel))).toEqual([
      'ExecutionPaused',
      'PhaseFailed',
      'ExecutionCancelled',
    ]);
  });

  it('cancels once, however often it is asked', () => {
    const cancelled = given(started).when(cancel);
    expect(given(started, ...cancelled).when(cancel)).toEqual([]);
  });

  it('is refused for what is completed', () => {
    expect(() => given(...done, completed).when(cancel)).toThrow(ExecutionClosedError);
  });
});

describe('an end from outside', () => {
  const terminate = (reason: 'terminated' | 'history_gone'): ExecutionCommand => ({
    type: 'Terminate',
    data: { reason, message: 'ended outside', start: startData() },
  });

  it.each([
    ['NOT_STARTED', [], ['ExecutionStarted', 'ExecutionFailed']],
    ['RUNNING', [started], ['ExecutionFailed']],
    ['PAUSED', [started, paused], ['ExecutionCancelled']],
    ['INTERRUPTED', [started, interrupted], ['ExecutionRetried', 'ExecutionFailed']],
    ['COMPLETED', [...done, completed], []],
  ])('by a person is composed of the arrows from %s', (_, events, expected) => {
    expect(types(given(...events).when(terminate('terminated')))).toEqual(expected);
  });

  it('fails what was paused when its history is gone', () => {
    expect(types(given(started, paused).when(terminate('history_gone')))).toEqual([
      'ExecutionResumed',
      'ExecutionFailed',
    ]);
  });

  it('cannot end what was never started and of which nothing is known', () => {
    expect(() =>
      given().when({ type: 'Terminate', data: { reason: 'terminated', message: 'm' } }),
    ).toThrow(ExecutionNotStartedError);
  });
});

describe('a refused signal', () => {
  it('becomes an event that says why', () => {
    const rejected = given(started, paused).whenSignalled('interrupt', {
      type: 'Interrupt',
      data: { by: 'ada' },
    });
    expect(rejected).toEqual([
      {
        type: 'CommandRejected',
        data: {
          command: 'interrupt',
          status: 'PAUSED',
          message: `execution ${executionId} is PAUSED, not RUNNING`,
          by: 'ada',
        },
      },
    ]);
  });

  it('leaves no event behind the terminal one', () => {
    expect(given(...done, completed).whenSignalled('pause', { type: 'Pause', data: {} })).toEqual(
      [],
    );
  });
});

describe('a reset in Temporal', () => {
  it('starts the execution over', () => {
    const reset: ExecutionEvent = {
      type: 'ExecutionReset',
      data: { supersededRunId: 'a', newRunId: 'b' },
    };
    expect(evolveAll(initialState(), [started, phaseStarted, reset])).toEqual(initialState());
  });
});
