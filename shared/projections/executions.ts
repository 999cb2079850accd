import type { ExecutionStatus, FailureReason } from '#shared/contracts/execution-events.js';
import type { ExecutionSummary } from '#shared/contracts/http.js';
import { isClosed, statusAfter } from '#shared/domain/execution/arrows.js';
import { invariant } from '#shared/domain/invariant.js';
import type { Queryable } from '#shared/event-store/event-row.js';
import { type Page, type PageRequest, pageOf, parseCursor } from './page.js';
import type { EventOf, Projection } from './projection.js';

type StatusEvent = EventOf<
  | 'ExecutionPaused'
  | 'ExecutionResumed'
  | 'ExecutionInterrupted'
  | 'ExecutionRetried'
  | 'ExecutionCompleted'
  | 'ExecutionFailed'
  | 'ExecutionCancelled'
>;

export const executions: Projection = {
  table: 'executions',
  on: {
    ExecutionStarted: start,
    PhaseStarted: (db, { streamId, data }) => setCurrentPhase(db, streamId, data.phaseId),
    PhaseCompleted: (db, { streamId }) => setCurrentPhase(db, streamId, null),
    PauseRequested: (db, { streamId }) => setPauseRequested(db, streamId, true),
    PauseWithdrawn: (db, { streamId }) => setPauseRequested(db, streamId, false),
    ExecutionPaused: changeStatus,
    ExecutionResumed: changeStatus,
    ExecutionInterrupted: changeStatus,
    ExecutionRetried: changeStatus,
    ExecutionCompleted: changeStatus,
    ExecutionFailed: changeStatus,
    ExecutionCancelled: changeStatus,
    ExecutionReset: reset,
  },
};

function start(db: Queryable, { data, occurredAt }: EventOf<'ExecutionStarted'>): Promise<unknown> {
  const { executionId, definition, name, argumentsPreview } = data;
  return db.query(
    `INSERT INTO executions
       (id, workflow_id, workflow_version, definition_hash, name, state, pause_requested, arguments_preview,
        created_at, started_at)
     VALUES ($1, $2, $3, $4, $5, $6, false, $7, $8, $8)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, started_at = excluded.started_at`,
    [
      executionId,
      definition.workflowId,
      definition.version,
      definition.hash,
      name,
      statusAfter('ExecutionStarted'),
      argumentsPreview,
      occurredAt,
    ],
  );
}

function setCurrentPhase(db: Queryable, id: string, phaseId: string | null): Promise<unknown> {
  return db.query('UPDATE executions SET current_phase = $2 WHERE id = $1', [id, phaseId]);
}

function setPauseRequested(db: Queryable, id: string, requested: boolean): Promise<unknown> {
  return db.query('UPDATE executions SET pause_requested = $2 WHERE id = $1', [id, requested]);
}

function changeStatus(db: Queryable, event: StatusEvent): Promise<unknown> {
  const state = statusAfter(event.type);
  invariant(state, `${event.type} leads to a status`);
  const closed = isClosed(state);
  return db.query(
    `UPDATE executions SET state = $2, pause_requested = false, failure = $3,
       ended_at = CASE WHEN $4 THEN $5::timestamptz END,
       current_phase = CASE WHEN $4 THEN NULL ELSE current_phase END
     WHERE id = $1`,
    [event.streamId, state, failureOf(event), closed, event.occurredAt],
  );
}

function failureOf(event: StatusEvent): ExecutionSummary['failure'] | null {
  if (event.type === 'ExecutionInterrupted') return event.data.failure ?? null;
  if (event.type !== 'ExecutionFailed') return null;
  return { reason: event.data.reason, message: event.data.message };
}

function reset(db: Queryable, { streamId }: EventOf<'ExecutionReset'>): Promise<unknown> {
  return db.query(
    `UPDATE executions SET state = $2, pause_requested = false, failure = NULL,
       started_at = NULL, ended_at = NULL, current_phase = NULL
     WHERE id = $1`,
    [streamId, statusAfter('ExecutionReset')],
  );
}

/** Tokens and costs are telemetry: the API adds them. */
export type ListedExecution = Omit<ExecutionSummary, 'totals'>;

export type ExecutionFilter = {
  readonly status?: ExecutionStatus | undefined;
  readonly workflowId?: string | undefined;
};

type Row = {
  readonly id: string;
  readonly workflow_id: string;
  readonly workflow_version: number;
  readonly definition_hash: string;
  readonly name: string;
  readonly state: ExecutionStatus;
  readonly pause_requested: boolean;
  readonly arguments_preview: string;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly failure: { readonly reason: FailureReason; readonly message: string } | null;
  readonly current_phase: string | null;
};

/** Newest first. Errors: InvalidCursorError. */
export async function listExecutions(
  db: Queryable,
  { before, limit, status, workflowId }: ExecutionFilter & PageRequest,
): Promise<Page<ListedExecution>> {
  const cursor = parseCursor(before);
  const { rows } = await db.query<Row>(
    `SELECT * FROM executions
     WHERE ($1::timestamptz IS NULL OR (created_at, id) < ($1, $2))
       AND ($3::text IS NULL OR state = $3) AND ($4::text IS NULL OR workflow_id = $4)
     ORDER BY created_at DESC, id DESC LIMIT $5`,
    [cursor?.time ?? null, cursor?.id ?? null, status ?? null, workflowId ?? null, limit + 1],
  );
  return pageOf(rows, { limit, time: (row) => row.created_at, item: toListedExecution });
}

function toListedExecution(row: Row): ListedExecution {
  return {
    id: row.id,
    workflowId: row.workflow_id,
    workflowVersion: row.workflow_version,
    definitionHash: row.definition_hash,
    name: row.name,
    state: row.state,
    pauseRequested: row.pause_requested,
    argumentsPreview: row.arguments_preview,
    ...(row.started_at && { startedAt: row.started_at.toISOString() }),
    ...(row.ended_at && { endedAt: row.ended_at.toISOString() }),
    ...(row.failure && { failure: row.failure }),
    ...(row.current_phase !== null && { currentPhase: row.current_phase }),
  };
}
