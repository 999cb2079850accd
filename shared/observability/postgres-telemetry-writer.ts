import { DatabaseError, type Pool } from 'pg';
import type { TelemetryRow } from './telemetry-row.js';
import { RowsRefusedError, type TelemetryWriter } from './telemetry-writer.js';

/**
 * One statement for the events and the totals: totals grow by the rows that were really inserted, so
 * neither a replay nor a retry after a lost answer counts anything twice.
 * A model call is counted by its first row (n = 0). Both inserts are ordered so that writers that meet
 * wait for each other instead of deadlocking.
 */
const INSERT = `
  WITH inserted AS (
    INSERT INTO observability_events
      (time, journal_id, seq, n, type, execution_id, phase_id, session_id, data)
    SELECT * FROM unnest(
      $1::timestamptz[], $2::text[], $3::bigint[], $4::integer[], $5::text[], $6::text[],
      $7::text[], $8::uuid[], $9::jsonb[]
    ) AS event (time, journal_id, seq, n, type, execution_id, phase_id, session_id, data)
    ORDER BY journal_id, seq, n
    ON CONFLICT DO NOTHING
    RETURNING session_id, execution_id, phase_id, type, n, data
  ), counted AS (
    SELECT session_id, execution_id, phase_id, data -> 'usage' AS usage, data -> 'costUsd' AS cost,
      coalesce(data ->> 'model', '') AS model,
      (type = 'TokensUsed' AND n = 0)::integer AS model_call,
      (type = 'ToolExecuted')::integer AS tool_call
    FROM inserted
    WHERE type IN ('TokensUsed', 'ToolExecuted') AND session_id IS NOT NULL AND phase_id IS NOT NULL
  ), totals AS (
    INSERT INTO session_totals AS total (session_id, model, execution_id, phase_id, input_tokens,
      output_tokens, cache_read_tokens, cache_write_tokens, cost_usd, model_calls, unpriced_calls, tool_calls)
    SELECT session_id, model, execution_id, phase_id,
      coalesce(sum((usage ->> 'inputTokens')::bigint), 0),
      coalesce(sum((usage ->> 'outputTokens')::bigint), 0),
      coalesce(sum((usage ->> 'cacheReadTokens')::bigint), 0),
      coalesce(sum((usage ->> 'cacheWriteTokens')::bigint), 0),
      coalesce(sum((cost #>> '{}')::numeric), 0),
      sum(model_call),
      count(*) FILTER (WHERE model_call = 1 AND cost = 'null'),
      sum(tool_call)
    FROM counted
    GROUP BY session_id, model, execution_id, phase_id
    ORDER BY session_id, model
    ON CONFLICT (session_id, model) DO UPDATE SET
      input_tokens = total.input_tokens + excluded.input_tokens,
      output_tokens = total.output_tokens + excluded.output_tokens,
      cache_read_tokens = total.cache_read_tokens + excluded.cache_read_tokens,
      cache_write_tokens = total.cache_write_tokens + excluded.cache_write_tokens,
      cost_usd = total.cost_usd + excluded.cost_usd,
      model_calls = total.model_calls + excluded.model_calls,
      unpriced_calls = total.unpriced_calls + excluded.unpriced_calls,
      tool_calls = total.tool_calls + excluded.tool_calls
  )
  SELECT count(*)::integer AS inserted FROM inserted`;

export class PostgresTelemetryWriter implements TelemetryWriter {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async write(rows: readonly TelemetryRow[]): Promise<number> {
    try {
      const { rows: answer } = await this.#pool.query<{ inserted: number }>({
        name: 'insert-telemetry',
        text: INSERT,
        values: columns(rows),
      });
      return answer[0]?.inserted ?? 0;
    } catch (error) {
      if (isRefusal(error)) throw new RowsRefusedError({ cause: error });
      throw error;
    }
  }
}

function columns(rows: readonly TelemetryRow[]): unknown[][] {
  return [
    rows.map((row) => row.time),
    rows.map((row) => row.journalId),
    rows.map((row) => row.seq),
    rows.map((row) => row.n),
    rows.map((row) => row.type),
    rows.map((row) => row.executionId),
    rows.map((row) => row.phaseId),
    rows.map((row) => row.sessionId),
    rows.map((row) => row.data),
  ];
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity constraint): the contents, not the circumstances. */
function isRefusal(error: unknown): boolean {
  return error instanceof DatabaseError && /^2[23]/.test(error.code ?? '');
}
