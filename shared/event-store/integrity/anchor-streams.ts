import type { Pool } from 'pg';
import { inTransaction } from '#shared/runtime/in-transaction.js';
import type { Queryable } from '../event-row.js';
import { BEGINNING, type Checkpoint } from '../event-store.js';
import { type Anchor, anchorDigest, anchorKey, type Head } from './anchor.js';
import { type AnchorObjects, type KeptAnchor, latestAnchor } from './read-anchors.js';

/**
 * Writes an anchor of the streams that grew since the last one; returns its key, or undefined when none grew.
 * Callers wait for each other: two anchors after the same one would look forged. `now` is ISO 8601 in UTC.
 */
export async function anchorStreams(
  pool: Pool,
  objects: AnchorObjects,
  now: string,
): Promise<string | undefined> {
  return await inTransaction(
    pool,
    async (db) => {
      await db.query(`SELECT pg_advisory_xact_lock(${ANCHOR_LOCK})`);
      const last = await latestAnchor(objects);
      const grown = await grownSince(db, last?.anchor.checkpoint ?? BEGINNING);
      return grown && (await writeAnchor(objects, { last, grown, now }));
    },
    'REPEATABLE READ',
  );
}

const ANCHOR_LOCK = `hashtext('syntropic.anchors'), 0`;

async function writeAnchor(
  objects: AnchorObjects,
  { last, grown, now }: { last: KeptAnchor | undefined; grown: Growth; now: string },
): Promise<string> {
  const takenAt = timeAfter(last?.anchor.takenAt, now);
  const anchor: Anchor = {
    takenAt,
    previous: last?.key ?? null,
    checkpoint: grown.checkpoint,
    streams: (last?.anchor.streams ?? 0) + grown.newStreams,
    heads: grown.heads,
    digest: anchorDigest(last?.anchor.digest ?? '', grown.heads),
  };
  const key = anchorKey(takenAt);
  await objects.put(key, JSON.stringify(anchor), { contentType: 'application/json' });
  return key;
}

/** Keys sort by time: the anchor of a machine whose clock is behind still comes after the last one. */
function timeAfter(last: string | undefined, now: string): string {
  return last === undefined || last < now ? now : new Date(Date.parse(last) + 1).toISOString();
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
