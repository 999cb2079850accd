import type { Queryable } from '../event-row.js';
import type { EventFinding } from './event-finding.js';

type Row = {
  readonly kind: 'changed_event' | 'missing_event';
  readonly streamId: string;
  readonly version: number;
};

/**
 * A gap in the versions is a missing event. Without a gap, a hash that the event and the hash before it do not
 * give means that one of them was changed. The event after a gap cannot be checked.
 */
const FINDINGS = `
  SELECT 'missing_event' AS kind, stream_id AS "streamId", previous_version + 1 AS version
  FROM chained WHERE version > previous_version + 1
  UNION ALL
  SELECT 'changed_event', stream_id, version
  FROM chained WHERE version = previous_version + 1 AND hash <> domain_event_hash(
    previous_hash, stream_id, version, event_id, type, schema_version, data, metadata, occurred_at, recorded_at)
  ORDER BY "streamId", version`;

const CHAINED = `
  SELECT *,
    coalesce(lag(version) OVER stream, 0) AS previous_version,
    coalesce(lag(hash) OVER stream, sha256(convert_to(stream_id, 'UTF8'))) AS previous_hash
  FROM domain_events WINDOW stream AS (PARTITION BY stream_id ORDER BY version)`;

/** Recomputes every hash in the database; only what is wrong is sent. */
export async function verifyChains(db: Queryable): Promise<EventFinding[]> {
  const { rows } = await db.query<Row>(`WITH chained AS (${CHAINED}) ${FINDINGS}`);
  return rows;
}
