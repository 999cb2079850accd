import type { Pool } from 'pg';
import type { Totals } from '#shared/contracts/http.js';
import type { ExecutionId, PhaseId, SessionId } from '#shared/contracts/ids.js';

export type SessionUsage = {
  readonly sessionId: SessionId;
  readonly phaseId: PhaseId;
  readonly totals: Totals;
};

export const NO_TOTALS: Totals = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  costUsd: 0,
  toolCalls: 0,
  modelCalls: 0,
};

/** Sums of session_totals, as numbers: they stay far below 2^53. */
export const TOTALS_COLUMNS = `
  sum(input_tokens)::float8 AS input_tokens,
  sum(output_tokens)::float8 AS output_tokens,
  sum(cache_read_tokens)::float8 AS cache_read_tokens,
  sum(cache_write_tokens)::float8 AS cache_write_tokens,
  sum(cost_usd)::float8 AS cost_usd,
  sum(tool_calls)::float8 AS tool_calls,
  sum(model_calls)::float8 AS model_calls,
  sum(unpriced_calls)::float8 AS unpriced_calls`;

export type TotalsRow = Readonly<
  Record<
    | 'input_tokens'
    | 'output_tokens'
    | 'cache_read_tokens'
    | 'cache_write_tokens'
    | 'cost_usd'
    | 'tool_calls'
    | 'model_calls'
    | 'unpriced_calls',
    number
  >
>;

export function toTotals(row: TotalsRow): Totals {
  return {
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cacheReadTokens: row.cache_read_tokens,
    cacheWriteTokens: row.cache_write_tokens,
    costUsd: row.cost_usd,
    toolCalls: row.tool_calls,
    modelCalls: row.model_calls,
    ...(row.unpriced_calls > 0 ? { unpricedCalls: row.unpriced_calls } : {}),
  };
}

/** What several executions used; one that used nothing yet is missing from the map. */
export async function totalsByExecution(
  pool: Pool,
  executionIds: readonly ExecutionId[],
): Promise<ReadonlyMap<ExecutionId, Totals>> {
  const { rows } = await pool.query<TotalsRow & { execution_id: string }>(
    `SELECT execution_id, ${TOTALS_COLUMNS} FROM session_totals
     WHERE execution_id = ANY($1) GROUP BY execution_id`,
    [executionIds],
  );
  return new Map(rows.map((row) => [row.execution_id, toTotals(row)]));
}

/** What each session of an execution used; a phase has more than one only when its execution was reset. */
export async function usageBySession(
  pool: Pool,
  executionId: ExecutionId,
): Promise<readonly SessionUsage[]> {
  const { rows } = await pool.query<TotalsRow & { session_id: string; phase_id: string }>(
    `SELECT session_id, phase_id, ${TOTALS_COLUMNS} FROM session_totals
     WHERE execution_id = $1 GROUP BY session_id, phase_id ORDER BY session_id`,
    [executionId],
  );
  return rows.map((row) => ({
    sessionId: row.session_id,
    phaseId: row.phase_id,
    totals: toTotals(row),
  }));
}
