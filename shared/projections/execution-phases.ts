import type { PhaseStatus, PhaseView } from '#shared/contracts/http.js';
import type { Queryable } from '#shared/event-store/event-row.js';
import type { EventOf, Projection } from './projection.js';

export const executionPhases: Projection = {
  table: 'execution_phases',
  on: {
    ExecutionStarted: plan,
    PhaseStarted: startPhase,
    PhaseCompleted: (db, event) => endPhase(db, event, 'COMPLETED'),
    PhaseFailed: (db, event) => endPhase(db, event, 'FAILED'),
    ExecutionReset: (db, { streamId }) =>
      db.query('DELETE FROM execution_phases WHERE execution_id = $1', [streamId]),
  },
};

function plan(db: Queryable, { streamId, data }: EventOf<'ExecutionStarted'>): Promise<unknown> {
  return db.query(
    `INSERT INTO execution_phases (execution_id, phase_id, position, name, model, status)
     SELECT $1, phase ->> 'phaseId', position, phase ->> 'name', phase ->> 'model', 'PENDING'
     FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS planned (phase, position)`,
    [streamId, JSON.stringify(data.phases)],
  );
}

function startPhase(
  db: Queryable,
  { streamId, data, occurredAt }: EventOf<'PhaseStarted'>,
): Promise<unknown> {
  return db.query(
    `UPDATE execution_phases SET status = 'RUNNING', session_id = $3, started_at = $4
     WHERE execution_id = $1 AND phase_id = $2`,
    [streamId, data.phaseId, data.sessionId, occurredAt],
  );
}

function endPhase(
  db: Queryable,
  { streamId, data, occurredAt }: EventOf<'PhaseCompleted' | 'PhaseFailed'>,
  status: PhaseStatus,
): Promise<unknown> {
  return db.query(
    `UPDATE execution_phases SET status = $3, ended_at = $4
     WHERE execution_id = $1 AND phase_id = $2`,
    [streamId, data.phaseId, status, occurredAt],
  );
}

type Row = {
  readonly execution_id: string;
  readonly phase_id: string;
  readonly name: string;
  readonly model: string;
  readonly status: PhaseStatus;
  readonly session_id: string | null;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
};

/** In the order of the plan; empty for an execution that has not started. */
export async function listPhases(db: Queryable, executionId: string): Promise<PhaseView[]> {
  const { rows } = await db.query<Row>(
    'SELECT * FROM execution_phases WHERE execution_id = $1 ORDER BY position',
    [executionId],
  );
  return rows.map(toPhaseView);
}

/** The phase whose conversation a session is. */
export type FoundSession = { readonly executionId: string; readonly phase: PhaseView };

export async function findSession(
  db: Queryable,
  sessionId: string,
): Promise<FoundSession | undefined> {
  const { rows } = await db.query<Row>('SELECT * FROM execution_phases WHERE session_id = $1', [
    sessionId,
  ]);
  const [row] = rows;
  return row && { executionId: row.execution_id, phase: toPhaseView(row) };
}

function toPhaseView(row: Row): PhaseView {
  return {
    id: row.phase_id,
    name: row.name,
    model: row.model,
    status: row.status,
    ...(row.session_id !== null && { sessionId: row.session_id }),
    ...(row.started_at && { startedAt: row.started_at.toISOString() }),
    ...(row.ended_at && { endedAt: row.ended_at.toISOString() }),
  };
}
