import type { Queryable } from '../event-row.js';
import type { Head } from './anchor.js';
import type { EventFinding } from './event-finding.js';

type Row = {
  readonly kind: 'changed_event' | 'missing_event' | 'truncated_stream' | 'removed_stream';
  readonly streamId: string;
  readonly version: number;
};

/** A head that was anchored stays in its stream for ever: what differs now was tampered with. */
const COMPARE = `
  SELECT CASE
      WHEN present.version IS NOT NULL THEN 'changed_event'
      WHEN last.version IS NULL THEN 'removed_stream'
      WHEN last.version < anchored.version THEN 'truncated_stream'
      ELSE 'missing_event'
    END AS kind,
    anchored.stream_id AS "streamId",
    CASE WHEN last.version < anchored.version THEN last.version + 1
      WHEN last.version IS NULL THEN 1 ELSE anchored.version END AS version
  FROM unnest($1::text[], $2::integer[], $3::text[]) AS anchored (stream_id, version, hash)
  LEFT JOIN domain_events present
    ON present.stream_id = anchored.stream_id AND present.version = anchored.version
  LEFT JOIN LATERAL (
    SELECT version FROM domain_events WHERE stream_id = anchored.stream_id ORDER BY version DESC LIMIT 1
  ) last ON true
  WHERE present.hash IS DISTINCT FROM decode(anchored.hash, 'hex')
  ORDER BY anchored.stream_id`;

export async function compareHeads(db: Queryable, heads: readonly Head[]): Promise<EventFinding[]> {
  const { rows } = await db.query<Row>(COMPARE, [
    heads.map(({ streamId }) => streamId),
    heads.map(({ version }) => version),
    heads.map(({ hash }) => hash),
  ]);
  return rows;
}
