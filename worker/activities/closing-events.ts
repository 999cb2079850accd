import type { AppendBatch } from '#shared/contracts/activities.js';
import type { NewEvent, StoredEvent } from '#shared/contracts/event-envelope.js';
import type { ExecutionEvent } from '#shared/contracts/execution-events.js';
import { clipText } from '#shared/domain/execution/clip-text.js';
import type { ExecutionCommand } from '#shared/domain/execution/commands.js';
import { decide, evolveAll } from '#shared/domain/execution/decide.js';
import { initialState } from '#shared/domain/execution/state.js';
import { readInput, startData } from '#workflow-defs/execution/execution-start.js';
import type { ClosedRun } from '../temporal/closed-run.js';

/** The batch that ends the stream of a closed run; undefined when its own code ended it. */
export function closingBatch(streamId: string, run: ClosedRun): AppendBatch | undefined {
  const written = run.batches.flatMap(({ events }) => events);
  return endingBatch(written, commandFor(streamId, run), {
    streamId,
    runId: run.runId,
    seq: written.length + 1,
    occurredAt: run.closedAt,
  });
}

/** The batch that ends the stream of a run which Temporal has forgotten: the stream alone tells its state. */
export function closingBatchOfLostRun(
  stream: readonly StoredEvent[],
  occurredAt: string,
): AppendBatch | undefined {
  const head = stream.at(-1);
  if (!head) return undefined;
  const message = 'Temporal has no history of this execution any more';
  return endingBatch(
    stream,
    { type: 'Terminate', data: { reason: 'history_gone', message } },
    {
      streamId: head.streamId,
      runId: String(head.metadata.runId),
      seq: Number(head.metadata.seq) + 1,
      occurredAt,
    },
  );
}

type Place = Pick<AppendBatch, 'streamId' | 'runId' | 'seq'> & { readonly occurredAt: string };

function endingBatch(
  written: readonly Pick<NewEvent, 'type' | 'data'>[],
  command: ExecutionCommand,
  { streamId, runId, seq, occurredAt }: Place,
): AppendBatch | undefined {
  // What was appended before was typed then.
  const state = evolveAll(initialState(), written as ExecutionEvent[]);
  const closing = decide(command, state);
  if (closing.length === 0) return undefined;
  const events = closing.map(({ type, data }, index) => ({
    id: `${streamId}/${runId}/closed/${index + 1}`,
    type,
    schemaVersion: 1,
    data,
    occurredAt,
  }));
  return { streamId, runId, seq, events };
}

function commandFor(streamId: string, run: ClosedRun): ExecutionCommand {
  const input = readInput(run.input, streamId);
  const start = input && startData(input);
  const message = clipText(run.message, 2000);
  switch (run.status) {
    case 'CANCELLED':
      return { type: 'Cancel', data: { reason: 'cancelled in Temporal', start } };
    case 'TERMINATED':
      return { type: 'Terminate', data: { reason: 'terminated', message, start } };
    case 'TIMED_OUT':
      return { type: 'Terminate', data: { reason: 'timed_out', message, start } };
    case 'COMPLETED':
    case 'FAILED':
      return { type: 'Terminate', data: { reason: 'internal', message, start } };
  }
}
