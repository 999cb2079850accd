import type { ExecutionEvent, ExecutionStatus } from '../../contracts/execution-events.js';

/** The whole state machine: an execution changes its status by these arrows and by no other. */
export const ARROWS = [
  { from: 'NOT_STARTED', by: 'start', to: 'RUNNING' },
  { from: 'RUNNING', by: 'finish', to: 'COMPLETED' },
  { from: 'RUNNING', by: 'error', to: 'FAILED' },
  { from: 'RUNNING', by: 'pause', to: 'PAUSED' },
  { from: 'PAUSED', by: 'resume', to: 'RUNNING' },
  { from: 'RUNNING', by: 'interrupt', to: 'INTERRUPTED' },
  { from: 'INTERRUPTED', by: 'retry', to: 'RUNNING' },
  { from: 'PAUSED', by: 'cancel', to: 'CANCELLED' },
] as const satisfies readonly { from: ExecutionStatus; by: string; to: ExecutionStatus }[];

export type Arrow = (typeof ARROWS)[number];

/** Event types that walk an arrow; every other type leaves the status as it is. */
export const ARROW_OF_EVENT = {
  ExecutionStarted: 'start',
  ExecutionCompleted: 'finish',
  ExecutionFailed: 'error',
  ExecutionPaused: 'pause',
  ExecutionResumed: 'resume',
  ExecutionInterrupted: 'interrupt',
  ExecutionRetried: 'retry',
  ExecutionCancelled: 'cancel',
} as const satisfies Partial<Record<ExecutionEvent['type'], Arrow['by']>>;

const STATUS_AFTER: Partial<Record<string, ExecutionStatus>> = {
  ...Object.fromEntries(
    Object.entries(ARROW_OF_EVENT).map(([type, by]) => [type, endOfArrow(by)] as const),
  ),
  // No arrow: a reset in Temporal makes a new run, and with it the execution starts over.
  ExecutionReset: 'NOT_STARTED',
};

/** The status that an event of this type leads to; undefined when it leaves the status as it is. */
export function statusAfter(eventType: string): ExecutionStatus | undefined {
  return STATUS_AFTER[eventType];
}

/** A closed execution never changes again; its Temporal workflow closes likewise. */
export function isClosed(status: ExecutionStatus): status is 'COMPLETED' | 'FAILED' | 'CANCELLED' {
  return status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED';
}

function endOfArrow(by: Arrow['by']): ExecutionStatus | undefined {
  return ARROWS.find((arrow) => arrow.by === by)?.to;
}
