import type { Pool } from 'pg';

/**
 * Drops the chunks that hold nothing younger than `cutoff` and returns how many. A chunk spans a week, so
 * some older events stay until theirs is due. Totals of sessions are kept.
 */
export async function dropTelemetryBefore(pool: Pool, cutoff: Date): Promise<number> {
  const { rows } = await pool.query<{ dropped: number }>(
    'SELECT drop_telemetry_before($1) AS dropped',
    [cutoff],
  );
  return rows[0]?.dropped ?? 0;
}
