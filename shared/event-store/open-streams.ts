import type { Queryable } from './event-row.js';
import type { OpenStream } from './event-store.js';

type Row = { readonly stream_id: string; readonly run_id: string; readonly version: number };

/** The types spell out the predicate of the index `domain_events_lifecycle`, which alone is walked. */
const OPEN_STREAMS = `
  SELECT last.stream_id, head.run_id, head.version
  FROM (
    SELECT DISTINCT ON (stream_id) stream_id, type FROM domain_events
    WHERE type IN ('ExecutionStarted', 'ExecutionReset', 'ExecutionCompleted', 'ExecutionFailed', 'ExecutionCancelled')
    ORDER BY stream_id, version DESC
  ) last
  CROSS JOIN LATERAL (
    SELECT version, metadata ->> 'runId' AS run_id FROM domain_events
    WHERE stream_id = last.stream_id ORDER BY version DESC LIMIT 1
  ) head
  WHERE last.type IN ('ExecutionStarted', 'ExecutionReset')
  ORDER BY last.stream_id`;

export async function openStreams(db: Queryable): Promise<OpenStream[]> {
  const { rows } = await db.query<Row>(OPEN_STREAMS);
  return rows.map((row) => ({
    streamId: row.stream_id,
    runId: row.run_id,
    lastVersion: row.version,
  }));
}
