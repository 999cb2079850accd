import type { StoredEvent } from '#shared/contracts/event-envelope.js';
import { EVENT_COLUMNS, type EventRow, type Queryable, toStoredEvent } from './event-row.js';
import type { ReadOptions } from './event-store.js';

export async function readStream(
  db: Queryable,
  streamId: string,
  { fromVersion = 1, limit }: ReadOptions = {},
): Promise<StoredEvent[]> {
  const { rows } = await db.query<EventRow>({
    name: 'read_stream',
    text: `SELECT ${EVENT_COLUMNS} FROM domain_events
           WHERE stream_id = $1 AND version >= $2 ORDER BY version LIMIT $3`,
    values: [streamId, fromVersion, limit ?? null],
  });
  return rows.map(toStoredEvent);
}
