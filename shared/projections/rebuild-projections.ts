import type { Pool } from 'pg';
import { BEGINNING } from '#shared/event-store/event-store.js';
import { inTransaction } from '#shared/runtime/in-transaction.js';
import { projectBatch, PROJECTIONS, PROJECTOR_LOCK, writeCheckpoint } from './project-events.js';

/**
 * Empties the read models and fills them from all events, in one transaction: readers see the old rows until the new
 * ones are complete. Waits for a projector that is at work. Returns how many events there were.
 */
export async function rebuildProjections(pool: Pool): Promise<number> {
  return await inTransaction(pool, async (db) => {
    await db.query(`SELECT pg_advisory_xact_lock(${PROJECTOR_LOCK})`);
    for (const { table } of PROJECTIONS) await db.query(`DELETE FROM ${table}`);
    let [after, events] = [BEGINNING, 0];
    for (;;) {
      const { count, last } = await projectBatch(db, { after });
      if (!last) break;
      after = last;
      events += count;
    }
    await writeCheckpoint(db, after);
    return events;
  });
}
