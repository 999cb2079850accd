import type { Pool } from 'pg';
import type { SessionId } from '#shared/contracts/ids.js';

/** Output tokens of a session so far, over all its models: what `max_tokens` limits. 0 for a session without calls. */
export async function spentOutputTokens(pool: Pool, sessionId: SessionId): Promise<number> {
  const { rows } = await pool.query<{ spent: string }>({
    name: 'spent-output-tokens',
    text: 'SELECT coalesce(sum(output_tokens), 0) AS spent FROM session_totals WHERE session_id = $1',
    values: [sessionId],
  });
  return Number(rows[0]?.spent ?? 0);
}
