import type { AppendBatch } from '#shared/contracts/activities.js';
import { invariant } from '#shared/domain/invariant.js';
import { appendNextEvent } from './append-next-event.js';
import { EventIdTakenError, OutOfOrderBatchError, SupersededRunError } from './errors.js';
import { eventArrays, eventPlaces } from './event-arrays.js';
import type { Queryable } from './event-row.js';
import type { Appended } from './event-store.js';
import { appendLocked } from './unique-violation.js';

type Answer = {
  readonly outcome: 'appended' | 'repeated' | 'superseded' | 'out_of_order' | 'id_taken';
  readonly last_version: number;
  readonly expected_seq: number;
};

/** One round trip for everything that happens every day. */
export async function appendBatch(db: Queryable, batch: AppendBatch): Promise<Appended> {
  const [event, ...more] = batch.events;
  if (event && more.length === 0) {
    const appended = await appendNextEvent(db, { ...batch, event });
    if (appended) return appended;
  }
  return await appendLockedBatch(db, batch);
}

/** See `append_batch` in the migrations for the order of runs and batches. */
async function appendLockedBatch(db: Queryable, batch: AppendBatch): Promise<Appended> {
  const { streamId, runId, seq, events } = batch;
  const { rows } = await appendLocked(streamId, () =>
    db.query<Answer>({
      name: 'append_batch',
      text: `SELECT outcome, last_version, expected_seq FROM append_batch($1, $2, $3, ${eventPlaces(4)})`,
      values: [streamId, runId, seq, ...eventArrays(events)],
    }),
  );
  const [answer] = rows;
  invariant(answer, 'append_batch answers with one row');
  switch (answer.outcome) {
    case 'appended':
    case 'repeated':
      return { lastVersion: answer.last_version };
    case 'superseded':
      throw new SupersededRunError(streamId, runId);
    case 'out_of_order':
      throw new OutOfOrderBatchError(streamId, seq, answer.expected_seq);
    case 'id_taken':
      throw new EventIdTakenError(streamId, events[0]?.id ?? 'unknown');
  }
}
