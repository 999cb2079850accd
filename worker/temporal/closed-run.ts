import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import type { AppendBatch, OutboxActivities } from '#shared/contracts/activities.js';

type History = temporal.api.history.v1.IHistory;
type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** How a run ended, as its history tells it. */
export type ClosedRun = {
  readonly runId: string;
  readonly status: 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'TERMINATED' | 'TIMED_OUT';
  readonly closedAt: string;
  readonly message: string;
  /** Argument of the workflow, as it was given. */
  readonly input: unknown;
  /** Every batch that the outbox scheduled, in order; the store may lack the last of them. */
  readonly batches: readonly AppendBatch[];
};

export type FoundRun = ClosedRun | 'open' | 'gone';

/** The newest run of an execution: after a reset that is another than the one that wrote. */
export async function findRun(client: Client, executionId: string): Promise<FoundRun> {
  try {
    const { runId, status } = await client.workflow.getHandle(executionId).describe();
    if (!isClosed(status.name)) return 'open';
    const history = await client.workflow.getHandle(executionId, runId).fetchHistory();
    return { runId, status: status.name, ...readHistory(history) };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'gone';
    throw error;
  }
}

export function readHistory(
  history: History,
): Pick<ClosedRun, 'closedAt' | 'message' | 'input' | 'batches'> {
  const events = history.events ?? [];
  const last = events.at(-1);
  return {
    closedAt: timeOf(last),
    message: closingMessage(last),
    input: decode(events[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]),
    batches: events.flatMap(scheduledBatch),
  };
}

const APPEND_EVENTS = 'appendEvents' satisfies keyof OutboxActivities;

function scheduledBatch(event: HistoryEvent): AppendBatch[] {
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled?.activityType?.name !== APPEND_EVENTS) return [];
  return [decode(scheduled.input?.payloads?.[0]) as AppendBatch];
}

function closingMessage(event: HistoryEvent | undefined): string {
  const terminated = event?.workflowExecutionTerminatedEventAttributes;
  if (terminated) {
    const who = terminated.identity ? ` by ${terminated.identity}` : '';
    return `terminated${who}${terminated.reason ? `: ${terminated.reason}` : ''}`;
  }
  const failure = event?.workflowExecutionFailedEventAttributes?.failure;
  return failure?.message ?? 'the run closed without a word of its own';
}

function decode(payload: temporal.api.common.v1.IPayload | null | undefined): unknown {
  return payload ? defaultPayloadConverter.fromPayload(payload) : undefined;
}

function timeOf(event: HistoryEvent | undefined): string {
  const { seconds, nanos } = event?.eventTime ?? {};
  return new Date(Number(seconds ?? 0) * 1000 + (nanos ?? 0) / 1_000_000).toISOString();
}

const CLOSED = ['COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT'] as const;

function isClosed(status: string): status is ClosedRun['status'] {
  return (CLOSED as readonly string[]).includes(status);
}
