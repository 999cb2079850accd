import type { ExecutionEvent } from '../../contracts/execution-events.js';
import { isClosed } from './arrows.js';
import type { CommandOf } from './commands.js';
import {
  requireInterrupted,
  requireOpen,
  requirePaused,
  requireRunning,
} from './require-status.js';
import { type ExecutionState, openPhase } from './state.js';

type Events = readonly ExecutionEvent[];

export function pause(data: CommandOf<'Pause'>['data'], state: ExecutionState): Events {
  if (state.status === 'PAUSED') return [];
  const { pauseRequested } = requireRunning(state);
  return pauseRequested ? [] : [{ type: 'PauseRequested', data }];
}

export function reachYieldPoint(
  { yieldPoint, journalSeq }: CommandOf<'ReachYieldPoint'>['data'],
  state: ExecutionState,
): Events {
  if (state.status === 'PAUSED') return [];
  if (!requireRunning(state).pauseRequested) return [];
  const phase = openPhase(state);
  return [
    {
      type: 'ExecutionPaused',
      data: {
        yieldPoint,
        ...(phase && { phaseId: phase.phaseId, sessionId: phase.sessionId }),
        ...(journalSeq !== undefined && { journalSeq }),
      },
    },
  ];
}

/** Ends a pause, or takes the wish for one back. */
export function resume(data: CommandOf<'Resume'>['data'], state: ExecutionState): Events {
  const open = requireOpen(state);
  if (open.status === 'RUNNING') {
    return open.pauseRequested ? [{ type: 'PauseWithdrawn', data }] : [];
  }
  requirePaused(open);
  return [{ type: 'ExecutionResumed', data }];
}

export function interrupt(data: CommandOf<'Interrupt'>['data'], state: ExecutionState): Events {
  if (state.status === 'INTERRUPTED') return [];
  requireRunning(state);
  const phase = openPhase(state);
  return [
    { type: 'ExecutionInterrupted', data: { ...data, ...(phase && { phaseId: phase.phaseId }) } },
  ];
}

export function retry(data: CommandOf<'Retry'>['data'], state: ExecutionState): Events {
  if (state.status === 'RUNNING') return [];
  requireInterrupted(state);
  return [{ type: 'ExecutionRetried', data }];
}

/** A refusal changes nothing; after the terminal event the stream is closed and takes no more. */
export function reject(
  { command, message, by }: CommandOf<'Reject'>['data'],
  { status }: ExecutionState,
): Events {
  if (isClosed(status)) return [];
  const data = { command, status, message, ...(by !== undefined && { by }) };
  return [{ type: 'CommandRejected', data }];
}
