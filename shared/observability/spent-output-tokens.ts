import type { Pool } from 'pg';

/** Output tokens of a session that are recorded, over all its models; 0 for one that is not known. */
export async function spentOutputTokens(pool: Pool, sessionId: string): Promise<number> {
  const { rows } = await pool.query<{ spent: string }>({
    name: 'spent-output-tokens',
    text: 'SELECT coalesce(sum(output_tokens), 0) AS spent FROM session_totals WHERE session_id = $1',
    values: [sessionId],
  });
  return Number(rows[0]?.spent ?? 0);
}
