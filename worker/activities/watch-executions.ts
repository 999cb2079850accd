import { setTimeout as delay } from 'node:timers/promises';
import { heartbeat } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';

const SHIFT_MS = 60 * 60 * 1000;
const HEARTBEAT_MS = 5000;

export type Watch = {
  readonly round: () => Promise<unknown>;
  readonly intervalMs: number;
  /** This process stops: another takes the watch over. */
  readonly stopping: AbortSignal;
};

/**
 * Works round after round for one shift. A schedule that started a workflow for every round would
 * leave thousands of closed runs a day among the executions.
 */
export async function watchExecutions({ round, intervalMs, stopping }: Watch): Promise<void> {
  const beat = setInterval(heartbeat, HEARTBEAT_MS);
  const end = Date.now() + SHIFT_MS;
  try {
    while (Date.now() < end && !stopping.aborted) {
      await round();
      await delay(intervalMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  } finally {
    clearInterval(beat);
  }
  if (stopping.aborted) throw ApplicationFailure.retryable('this worker stops', 'worker_stops');
}
