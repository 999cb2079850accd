import type { Pool } from 'pg';
import type { SessionView } from '#shared/contracts/http.js';
import type { SessionId } from '#shared/contracts/ids.js';
import type { TelemetryBodyOf } from '#shared/contracts/telemetry.js';
import { NO_TOTALS, TOTALS_COLUMNS, toTotals, type TotalsRow } from './usage-totals.js';

type Started = TelemetryBodyOf<'SessionStarted'>['data'];
type Ended = TelemetryBodyOf<'SessionEnded'>['data'];
type Place = { readonly execution_id: string; readonly phase_id: string };
type Boundary = Place & { readonly time: Date } & (
    | { readonly type: 'SessionStarted'; readonly data: Started }
    | { readonly type: 'SessionEnded'; readonly data: Ended }
  );
type ModelRow = TotalsRow & Place & { readonly model: string };

/**
 * A session as its telemetry tells it; undefined while there is none. A session whose agent was started
 * again has several starts and ends: it began with the first start and is over after an end that no start follows.
 */
export async function findSession(
  pool: Pool,
  sessionId: SessionId,
): Promise<SessionView | undefined> {
  const [boundaries, usage] = await Promise.all([
    readBoundaries(pool, sessionId),
    readUsage(pool, sessionId),
  ]);
  const place = boundaries[0] ?? usage[0];
  if (!place) return undefined;
  const byModel = usage.filter(({ model }) => model !== '');
  const started = boundaries.find((boundary) => boundary.type === 'SessionStarted');
  return {
    id: sessionId,
    executionId: place.execution_id,
    phaseId: place.phase_id,
    model: started?.data.model ?? byModel[0]?.model ?? '',
    ...(started && { startedAt: started.time.toISOString() }),
    ...ending(boundaries),
    totals: usage.length === 0 ? NO_TOTALS : toTotals(sum(usage)),
    byModel: byModel.map(toModelUsage),
  };
}

async function readBoundaries(pool: Pool, sessionId: SessionId): Promise<readonly Boundary[]> {
  const { rows } = await pool.query<Boundary>(
    `SELECT type, time, execution_id, phase_id, data FROM observability_events
     WHERE session_id = $1 AND type IN ('SessionStarted', 'SessionEnded') ORDER BY seq, n`,
    [sessionId],
  );
  return rows;
}

async function readUsage(pool: Pool, sessionId: SessionId): Promise<readonly ModelRow[]> {
  const { rows } = await pool.query<ModelRow>(
    `SELECT model, execution_id, phase_id, ${TOTALS_COLUMNS} FROM session_totals
     WHERE session_id = $1 GROUP BY model, execution_id, phase_id ORDER BY model`,
    [sessionId],
  );
  return rows;
}

function ending(boundaries: readonly Boundary[]): Pick<SessionView, 'endedAt' | 'agent'> {
  const last = boundaries.at(-1);
  const ended = boundaries.findLast((boundary) => boundary.type === 'SessionEnded');
  if (!ended) return {};
  return {
    ...(ended === last && { endedAt: ended.time.toISOString() }),
    agent: { usage: ended.data.agentUsage, costUsd: ended.data.agentCostUsd },
  };
}

function sum(rows: readonly TotalsRow[]): TotalsRow {
  const total = (column: keyof TotalsRow): number =>
    rows.reduce((before, row) => before + row[column], 0);
  return {
    input_tokens: total('input_tokens'),
    output_tokens: total('output_tokens'),
    cache_read_tokens: total('cache_read_tokens'),
    cache_write_tokens: total('cache_write_tokens'),
    cost_usd: total('cost_usd'),
    tool_calls: total('tool_calls'),
    model_calls: total('model_calls'),
    unpriced_calls: total('unpriced_calls'),
  };
}

function toModelUsage(row: ModelRow): SessionView['byModel'][number] {
  return {
    model: row.model,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cacheReadTokens: row.cache_read_tokens,
    cacheWriteTokens: row.cache_write_tokens,
    costUsd: row.cost_usd,
    modelCalls: row.model_calls,
  };
}
