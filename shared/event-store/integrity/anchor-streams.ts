import type { Pool } from 'pg';
import { inTransaction } from '#shared/runtime/in-transaction.js';
import type { Queryable } from '../event-row.js';
import { BEGINNING, type Checkpoint } from '../event-store.js';
import { type Anchor, anchorDigest, anchorKey, type Head } from './anchor.js';
import { type AnchorObjects, latestAnchor } from './read-anchors.js';

/**
 * Writes an anchor of the streams that grew since the last one; returns its key, or undefined when none grew.
 * One caller at a time. `now` is ISO 8601.
 */
export async function anchorStreams(
  pool: Pool,
  objects: AnchorObjects,
  now: string,
): Promise<string | undefined> {
  const last = await latestAnchor(objects);
  const after = last?.anchor.checkpoint ?? BEGINNING;
  const grown = await inTransaction(pool, (db) => grownSince(db, after), 'REPEATABLE READ');
  if (!grown) return undefined;
  const anchor: Anchor = {
    takenAt: now,
    previous: last?.key ?? null,
    checkpoint: grown.checkpoint,
    streams: (last?.anchor.streams ?? 0) + grown.newStreams,
    heads: grown.heads,
    digest: anchorDigest(last?.anchor.digest ?? '', grown.heads),
  };
  const key = anchorKey(now);
  await objects.put(key, JSON.stringify(anchor), { contentType: 'application/json' });
  return key;
}

type Growth = {
  readonly checkpoint: Checkpoint;
  readonly newStreams: number;
  readonly heads: Head[];
};

/** Below the oldest running transaction, as every reader of all streams: a late commit is in the next anchor. */
const GROWN = `FROM domain_events WHERE (transaction_id, global_position) > ($1::xid8, $2::bigint)
  AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())`;

async function grownSince(db: Queryable, after: Checkpoint): Promise<Growth | undefined> {
  const values = [after.transactionId, after.globalPosition];
  const { rows: ends } = await db.query<{ transaction_id: string; global_position: string }>(
    `SELECT transaction_id, global_position ${GROWN}
     ORDER BY transaction_id DESC, global_position DESC LIMIT 1`,
    values,
  );
  const [end] = ends;
  if (!end) return undefined;
  const { rows } = await db.query<{
    stream_id: string;
    version: number;
    hash: Buffer;
    fresh: boolean;
  }>(
    `SELECT DISTINCT ON (stream_id) stream_id, version, hash,
       min(version) OVER (PARTITION BY stream_id) = 1 AS fresh
     ${GROWN} ORDER BY stream_id, version DESC`,
    values,
  );
  return {
    checkpoint: { transactionId: end.transaction_id, globalPosition: end.global_position },
    newStreams: rows.filter(({ fresh }) => fresh).length,
    heads: rows.map((row) => ({
      streamId: row.stream_id,
      version: row.version,
      hash: row.hash.toString('hex'),
    })),
  };
}
