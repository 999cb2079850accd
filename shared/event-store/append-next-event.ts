import type { NewEvent } from '#shared/contracts/event-envelope.js';
import { invariant } from '#shared/domain/invariant.js';
import type { Queryable } from './event-row.js';
import type { Appended } from './event-store.js';
import { violates } from './unique-violation.js';

export type NextEvent = {
  readonly streamId: string;
  readonly runId: string;
  readonly seq: number;
  readonly event: NewEvent;
};

/**
 * Writes only what continues the run that wrote last. No lock: of two writers of the same version the primary key lets one
 * through, and the transaction of a later version begins to write after the earlier one was committed, so the order of
 * transactions stays the order of versions.
 */
const APPEND_NEXT = `
  INSERT INTO domain_events
    (stream_id, version, event_id, type, schema_version, data, metadata, occurred_at, recorded_at, hash)
  SELECT $1, head.version + 1, $4, $5, $6, $7, own.metadata, $8, now(),
    domain_event_hash(head.hash, $1, head.version + 1, $4, $5, $6, $7, own.metadata, $8, now())
  FROM (
    SELECT version, hash, metadata FROM domain_events WHERE stream_id = $1 ORDER BY version DESC LIMIT 1
  ) head,
  LATERAL (SELECT jsonb_build_object('runId', $2::text, 'seq', $3::integer) AS metadata) own
  WHERE head.metadata ->> 'runId' = $2 AND head.metadata ->> 'seq' = ($3 - 1)::text
  RETURNING version`;

/**
 * One event at two thirds of the cost of `append_batch`. Undefined, and nothing written, when the event is not simply the
 * next one of its run or another writer was faster.
 */
export async function appendNextEvent(
  db: Queryable,
  next: NextEvent,
): Promise<Appended | undefined> {
  const { streamId, runId, seq, event } = next;
  const { id, type, schemaVersion, data, occurredAt } = event;
  try {
    const { rows, rowCount } = await db.query<{ readonly version: number }>({
      name: 'append_next_event',
      text: APPEND_NEXT,
      values: [streamId, runId, seq, id, type, schemaVersion, data, occurredAt],
    });
    if (rowCount === 0) return undefined;
    const [row] = rows;
    invariant(row, 'an INSERT of one row returns one row');
    return { lastVersion: row.version };
  } catch (error) {
    if (violates(error, 'domain_events_stream_version')) return undefined;
    if (violates(error, 'domain_events_event_id')) return undefined;
    throw error;
  }
}
