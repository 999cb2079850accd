import { CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { NewEvent } from '#shared/contracts/event-envelope.js';
import type { ExecutionEvent } from '#shared/contracts/execution-events.js';
import type { ExecutionCommand } from '#shared/domain/execution/commands.js';
import { decide } from '#shared/domain/execution/decide.js';
import { evolve } from '#shared/domain/execution/evolve.js';
import { type ExecutionState, initialState } from '#shared/domain/execution/state.js';
import { outbox } from './activities.js';
import { takeBatch } from './batch.js';
import { showProgress } from './progress.js';

// Module state belongs to one run: every workflow has a sandbox of its own.
let state: ExecutionState = initialState();
let lastSeq = 0;
let sentSeq = 0;
let pending: readonly NewEvent[] = [];
let sending = false;
let sendFailure: { readonly error: unknown } | undefined;

export const executionState = (): ExecutionState => state;

/**
 * The only writer of domain events: decides, applies, and leaves the events in the outbox, which appends them
 * as soon as the run waits. Throws the aggregate's DomainError for a command that it refuses.
 */
export function record(command: ExecutionCommand): void {
  const events = decide(command, state);
  if (events.length === 0) return;
  state = events.reduce(evolve, state);
  pending = [...pending, ...events.map(envelope)];
  showProgress(state);
  send();
}

/** Resolves when every recorded event is in the store; rejects when the store refused a batch for good. */
export async function flush(): Promise<void> {
  await condition(() => !sending);
  if (sendFailure) throw sendFailure.error;
}

function send(): void {
  if (sending || sendFailure) return;
  sending = true;
  void CancellationScope.nonCancellable(appendPending).catch((error: unknown) => {
    sendFailure = { error };
    sending = false;
  });
}

// A regular activity, because its arguments are frozen in history before the first attempt: a
// repeated attempt appends the same ids, times and contents. Batches follow each other.
async function appendPending(): Promise<void> {
  const { workflowId: streamId, runId } = workflowInfo();
  await runWaits();
  while (pending.length > 0) {
    const { batch: events, rest } = takeBatch(pending);
    pending = rest;
    const seq = sentSeq + 1;
    sentSeq += events.length;
    await outbox(summaryOf(events)).appendEvents({ streamId, runId, seq, events: [...events] });
    await runWaits();
  }
  sending = false;
}

/**
 * Resolves when nothing else of the run can go on, so that all that it records on the way there is one batch:
 * every batch costs an activity and a workflow task.
 */
function runWaits(): Promise<void> {
  let asked = false;
  return condition(() => {
    // A condition is asked by its own call, and again once nothing else is left to do.
    const waits = asked;
    asked = true;
    return waits;
  });
}

function envelope({ type, data }: ExecutionEvent): NewEvent {
  const { workflowId, runId } = workflowInfo();
  lastSeq += 1;
  return {
    id: `${workflowId}/${runId}/${lastSeq}`,
    type,
    schemaVersion: 1,
    data,
    occurredAt: new Date().toISOString(),
  };
}

function summaryOf(events: readonly NewEvent[]): string {
  const shown = events.slice(0, 4).map(({ type }) => type);
  const more = events.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
