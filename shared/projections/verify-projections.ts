import type { Pool } from 'pg';
import type { Queryable } from '#shared/event-store/event-row.js';
import { BEGINNING } from '#shared/event-store/event-store.js';
import { inTransaction } from '#shared/runtime/in-transaction.js';
import { projectBatch, PROJECTIONS, readCheckpoint } from './project-events.js';

/** A row that a rebuild would bring (`missing`) or would not bring (`unexpected`); a wrong row is both. */
export type ProjectionFinding = {
  readonly table: string;
  readonly kind: 'missing' | 'unexpected';
  readonly row: Record<string, unknown>;
};

/**
 * Compares the read models with what their events give, up to the checkpoint that they have reached. Changes
 * nothing and disturbs nobody: it replays into temporary tables, beside one snapshot of the present rows.
 */
export async function verifyProjections(pool: Pool): Promise<ProjectionFinding[]> {
  return await inTransaction(
    pool,
    async (db) => {
      const until = await readCheckpoint(db);
      for (const { table } of PROJECTIONS) {
        // Temporary tables are found before those of the schema: the handlers write here now.
        await db.query(
          `CREATE TEMPORARY TABLE ${table} (LIKE public.${table} INCLUDING ALL) ON COMMIT DROP`,
        );
      }
      for (let after = BEGINNING; ;) {
        const { last } = await projectBatch(db, { after, until });
        if (!last) break;
        after = last;
      }
      const findings: ProjectionFinding[] = [];
      for (const { table } of PROJECTIONS) findings.push(...(await compare(db, table)));
      return findings;
    },
    'REPEATABLE READ',
  );
}

async function compare(db: Queryable, table: string): Promise<ProjectionFinding[]> {
  const { rows } = await db.query<Pick<ProjectionFinding, 'kind' | 'row'>>(
    `SELECT 'missing' AS kind, to_jsonb(expected) AS row
     FROM (TABLE pg_temp.${table} EXCEPT TABLE public.${table}) AS expected
     UNION ALL
     SELECT 'unexpected', to_jsonb(present)
     FROM (TABLE public.${table} EXCEPT TABLE pg_temp.${table}) AS present`,
  );
  return rows.map((row) => ({ table, ...row }));
}
