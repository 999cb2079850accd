import { CancellationScope, workflowInfo } from '@temporalio/workflow';
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
let sending: Promise<void> | undefined;
let sendFailure: { readonly error: unknown } | undefined;

export const executionState = (): ExecutionState => state;

/**
 * The only writer of domain events: decides, applies, and leaves the events in the outbox until `send`.
 * Throws the aggregate's DomainError for a command that it refuses.
 */
export function record(command: ExecutionCommand): void {
  const events = decide(command, state);
  if (events.length === 0) return;
  state = events.reduce(evolve, state);
  pending = [...pending, ...events.map(envelope)];
  showProgress(state);
}

/**
 * Starts to append what is recorded, unless that is going on. To be called wherever the run is about to
 * wait, so that what was recorded on the way there goes in one batch.
 */
export function send(): void {
  if (pending.length === 0 || sendFailure) return;
  sending ??= CancellationScope.nonCancellable(appendPending)
    .catch((error: unknown) => {
      sendFailure = { error };
    })
    .finally(() => {
      sending = undefined;
    });
}

/** Resolves when every recorded event is in the store; rejects when the store refused a batch for good. */
export async function flush(): Promise<void> {
  send();
  while (sending) {
    await sending;
    send();
  }
  if (sendFailure) throw sendFailure.error;
}

// A regular activity, because its arguments are frozen in history before the first attempt: a
// repeated attempt appends the same ids, times and contents. Batches follow each other.
async function appendPending(): Promise<void> {
  const { workflowId: streamId, runId } = workflowInfo();
  while (pending.length > 0) {
    const { batch: events, rest } = takeBatch(pending);
    pending = rest;
    const seq = sentSeq + 1;
    sentSeq += events.length;
    await outbox(summaryOf(events)).appendEvents({ streamId, runId, seq, events: [...events] });
  }
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
