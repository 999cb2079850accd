import { isClosed } from './arrows.js';
import {
  ExecutionClosedError,
  ExecutionNotInterruptedError,
  ExecutionNotPausedError,
  ExecutionNotRunningError,
  ExecutionNotStartedError,
} from './errors.js';
import {
  type Closed,
  type ExecutionState,
  type Interrupted,
  isStarted,
  type Paused,
  type Running,
  type StartedState,
} from './state.js';

/** An execution that can still change, else ExecutionNotStartedError or ExecutionClosedError. */
export function requireOpen(state: ExecutionState): Running | Paused | Interrupted {
  if (!isStarted(state)) throw new ExecutionNotStartedError();
  if (hasClosed(state)) throw new ExecutionClosedError(state.executionId, state.status);
  return state;
}

export function requireRunning(state: ExecutionState): Running {
  const open = requireOpen(state);
  if (open.status === 'RUNNING') return open;
  throw new ExecutionNotRunningError(open.executionId, open.status);
}

export function requirePaused(state: ExecutionState): Paused {
  const open = requireOpen(state);
  if (open.status === 'PAUSED') return open;
  throw new ExecutionNotPausedError(open.executionId, open.status);
}

export function requireInterrupted(state: ExecutionState): Interrupted {
  const open = requireOpen(state);
  if (open.status === 'INTERRUPTED') return open;
  throw new ExecutionNotInterruptedError(open.executionId, open.status);
}

function hasClosed(state: StartedState): state is Closed {
  return isClosed(state.status);
}
