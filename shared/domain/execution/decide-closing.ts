import type { ExecutionEvent } from '../../contracts/execution-events.js';
import { isClosed } from './arrows.js';
import type { CommandOf, Failure, StartData, Yield } from './commands.js';
import { ExecutionIncompleteError, ExecutionNotStartedError } from './errors.js';
import { evolve } from './evolve.js';
import { requireInterrupted, requireOpen, requireRunning } from './require-status.js';
import { type ExecutionState, initialState, openPhase, type StartedState } from './state.js';

type Events = readonly ExecutionEvent[];

export function complete(_: CommandOf<'Complete'>['data'], state: ExecutionState): Events {
  if (state.status === 'COMPLETED') return [];
  const { executionId, plan, completedPhases } = requireRunning(state);
  const missing = plan.length - completedPhases;
  if (missing > 0) throw new ExecutionIncompleteError(executionId, missing);
  return [{ type: 'ExecutionCompleted', data: {} }];
}

export function fail(failure: CommandOf<'Fail'>['data'], state: ExecutionState): Events {
  if (state.status === 'FAILED') return [];
  return failed(failure, requireRunning(state));
}

/** From RUNNING: pause, cancel. From INTERRUPTED: retry, pause, cancel. From NOT_STARTED: start, pause, cancel. */
export function cancel(
  { reason, by, at, start }: CommandOf<'Cancel'>['data'],
  state: ExecutionState,
): Events {
  if (state.status === 'CANCELLED') return [];
  if (state.status === 'NOT_STARTED') {
    return afterStart(start, (started) => cancel({ reason, by, at }, started));
  }
  const open = requireOpen(state);
  const wish = { ...(reason !== undefined && { reason }), ...(by !== undefined && { by }) };
  return [
    ...(open.status === 'INTERRUPTED' ? [retried()] : []),
    ...(open.status === 'PAUSED' ? [] : [paused(open, at)]),
    ...phaseFailed({ reason: 'requested', message: reason ?? 'the execution was cancelled' }, open),
    { type: 'ExecutionCancelled', data: wish },
  ];
}

export function expire({ message }: CommandOf<'Expire'>['data'], state: ExecutionState): Events {
  const interrupted = requireInterrupted(state);
  return [retried(), ...failed({ reason: 'interrupted_deadline', message }, interrupted)];
}

/** What a run that was ended from outside makes of each state; `[]` when our own code closed it in time. */
export function terminate(
  { reason, message, start }: CommandOf<'Terminate'>['data'],
  state: ExecutionState,
): Events {
  if (isClosed(state.status)) return [];
  if (state.status === 'NOT_STARTED') {
    return afterStart(start, (started) => terminate({ reason, message }, started));
  }
  const open = requireOpen(state);
  if (open.status === 'PAUSED' && reason === 'terminated') return cancel({ reason: message }, open);
  return [
    ...(open.status === 'INTERRUPTED' ? [retried()] : []),
    ...(open.status === 'PAUSED' ? [resumed()] : []),
    ...failed({ reason, message }, open),
  ];
}

function afterStart(
  start: StartData | undefined,
  next: (started: ExecutionState) => Events,
): Events {
  if (start === undefined) throw new ExecutionNotStartedError();
  const started = { type: 'ExecutionStarted', data: start } as const;
  return [started, ...next(evolve(initialState(), started))];
}

function failed(failure: Failure, state: StartedState): Events {
  const phase = state.phase?.status === 'COMPLETED' ? undefined : state.phase;
  return [
    ...phaseFailed(failure, state),
    { type: 'ExecutionFailed', data: { ...failure, ...(phase && { phaseId: phase.phaseId }) } },
  ];
}

/** Closing ends the session that is open, so that no phase of a closed execution looks alive. */
function phaseFailed(failure: Failure, state: StartedState): Events {
  const phase = openPhase(state);
  if (!phase) return [];
  const { phaseId, sessionId } = phase;
  return [{ type: 'PhaseFailed', data: { phaseId, sessionId, ...failure } }];
}

function paused(state: StartedState, at: Yield | undefined): ExecutionEvent {
  const phase = openPhase(state);
  return {
    type: 'ExecutionPaused',
    data: {
      yieldPoint: at?.yieldPoint ?? 'between_phases',
      ...(phase && { phaseId: phase.phaseId, sessionId: phase.sessionId }),
      ...(at?.journalSeq !== undefined && { journalSeq: at.journalSeq }),
    },
  };
}

const retried = (): ExecutionEvent => ({ type: 'ExecutionRetried', data: {} });
const resumed = (): ExecutionEvent => ({ type: 'ExecutionResumed', data: {} });
