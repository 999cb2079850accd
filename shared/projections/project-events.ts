import type { Pool } from 'pg';
import type { Queryable } from '#shared/event-store/event-row.js';
import { BEGINNING, type Checkpoint } from '#shared/event-store/event-store.js';
import { readAll, type ReadAllOptions } from '#shared/event-store/read-all.js';
import { inTransaction } from '#shared/runtime/in-transaction.js';
import { artifacts } from './artifacts.js';
import { executionPhases } from './execution-phases.js';
import { executions } from './executions.js';
import { project, type Projection } from './projection.js';
import { workflows } from './workflows.js';

export const PROJECTIONS: readonly Projection[] = [
  workflows,
  executions,
  executionPhases,
  artifacts,
];

/** All read models advance together: a reader never sees one of them ahead of another. */
const CHECKPOINT = 'read_models';

/** Small enough that a transaction, and with it the row locks, lasts some tens of milliseconds. */
const BATCH = 200;

/** Advisory lock of whoever writes the read models. */
export const PROJECTOR_LOCK = `hashtext('syntropic.projections'), 0`;

/**
 * Takes the next events into all read models, in one transaction with the checkpoint. Returns how many there
 * were; 0 also when another process is at it.
 */
export async function projectNext(pool: Pool): Promise<number> {
  return await inTransaction(pool, async (db) => {
    const { rows } = await db.query<{ locked: boolean }>(
      `SELECT pg_try_advisory_xact_lock(${PROJECTOR_LOCK}) AS locked`,
    );
    if (rows[0]?.locked !== true) return 0;
    const { count, last } = await projectBatch(db, { after: await readCheckpoint(db) });
    if (last) await writeCheckpoint(db, last);
    return count;
  });
}

export async function projectBatch(
  db: Queryable,
  range: Omit<ReadAllOptions, 'limit'>,
): Promise<{ readonly count: number; readonly last: Checkpoint | undefined }> {
  const events = await readAll(db, { ...range, limit: BATCH });
  for (const event of events) {
    for (const projection of PROJECTIONS) await project(projection, db, event);
  }
  return { count: events.length, last: events.at(-1)?.checkpoint };
}

export async function readCheckpoint(db: Queryable): Promise<Checkpoint> {
  const { rows } = await db.query<{ transaction_id: string; global_position: string }>(
    'SELECT transaction_id, global_position FROM projection_checkpoints WHERE name = $1',
    [CHECKPOINT],
  );
  const [row] = rows;
  if (!row) return BEGINNING;
  return { transactionId: row.transaction_id, globalPosition: row.global_position };
}

export async function writeCheckpoint(db: Queryable, checkpoint: Checkpoint): Promise<void> {
  await db.query(
    `INSERT INTO projection_checkpoints (name, transaction_id, global_position) VALUES ($1, $2::xid8, $3)
     ON CONFLICT (name) DO UPDATE
       SET transaction_id = excluded.transaction_id, global_position = excluded.global_position`,
    [CHECKPOINT, checkpoint.transactionId, checkpoint.globalPosition],
  );
}
