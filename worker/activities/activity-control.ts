import { Context } from '@temporalio/activity';
import type { Fence } from '#shared/contracts/runner-protocol.js';

/** Well below the heartbeat timeout of 6 s; the server hears of a lost worker no later. */
const HEARTBEAT_MS = 1500;

/** What an activity needs of Temporal, so that it runs without it in tests. */
export interface ActivityControl {
  readonly fence: Fence;
  /** Aborted when the activity shall end, for whatever reason. */
  readonly signal: AbortSignal;
  /** True when the workflow does not want the work any more; false when only this attempt shall end. */
  isUnwanted(): Promise<boolean>;
  /** What the last heartbeat of the attempt before said. */
  readonly lastProgress: unknown;
  /** Sends a heartbeat now and regularly until the work is done, each time with what `progress` gives. */
  beatDuring<T>(work: () => Promise<T>, progress?: () => unknown): Promise<T>;
  /** The failure that says to Temporal that the activity was cancelled. */
  cancelled(): Promise<never>;
}

/** Whether the run that an activity works for is still open; a cancelled activity of an open run may only be superseded. */
export type IsRunOpen = (executionId: string, runId: string) => Promise<boolean>;

export function temporalControl(isRunOpen: IsRunOpen): ActivityControl {
  const context = Context.current();
  const { info } = context;
  return {
    fence: {
      run: info.scheduledTimestampMs,
      activity: Number.parseInt(info.activityId, 10) || 0,
      attempt: info.currentAttemptScheduledTimestampMs,
    },
    signal: context.cancellationSignal,
    isUnwanted: async () => {
      const details = context.cancellationDetails;
      if (details?.cancelRequested === true) return true;
      if (details?.notFound !== true || info.workflowExecution === undefined) return false;
      const { workflowId, runId } = info.workflowExecution;
      return !(await isRunOpen(workflowId, runId));
    },
    lastProgress: info.heartbeatDetails as unknown,
    beatDuring: (work, progress) => beatDuring(context, work, progress),
    cancelled: () => context.cancelled,
  };
}

async function beatDuring<T>(
  context: Context,
  work: () => Promise<T>,
  progress?: () => unknown,
): Promise<T> {
  const beat = (): void => {
    context.heartbeat(progress?.());
  };
  beat();
  const timer = setInterval(beat, HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
