import { EVENT_COLUMNS, type EventRow, type Queryable, toRecordedEvent } from './event-row.js';
import type { Checkpoint, RecordedEvent } from './event-store.js';

export type ReadAllOptions = {
  readonly after: Checkpoint;
  /** Last event that is wanted; the newest readable one when left out. */
  readonly until?: Checkpoint;
  readonly limit: number;
};

/**
 * Positions are drawn before the commit, so a later one can become visible first. Below the oldest running
 * transaction (pg_snapshot_xmin) nothing can appear any more: that is where reading stops.
 */
export async function readAll(db: Queryable, options: ReadAllOptions): Promise<RecordedEvent[]> {
  const { after, until, limit } = options;
  const { rows } = await db.query<EventRow>({
    name: 'read_all',
    text: `SELECT ${EVENT_COLUMNS} FROM domain_events
           WHERE (transaction_id, global_position) > ($1::xid8, $2::bigint)
             AND ($3::xid8 IS NULL OR (transaction_id, global_position) <= ($3::xid8, $4::bigint))
             AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
           ORDER BY transaction_id, global_position LIMIT $5`,
    values: [
      after.transactionId,
      after.globalPosition,
      until?.transactionId ?? null,
      until?.globalPosition ?? null,
      limit,
    ],
  });
  return rows.map(toRecordedEvent);
}
