import type { WorkflowSummary } from '#shared/contracts/http.js';
import type { Queryable } from '#shared/event-store/event-row.js';
import { type Page, type PageRequest, pageOf, parseCursor } from './page.js';
import type { EventOf, Projection } from './projection.js';

export const workflows: Projection = {
  table: 'workflows',
  on: {
    WorkflowCreated: define,
    WorkflowUpdated: define,
    WorkflowArchived: (db, { streamId, occurredAt }) =>
      db.query(
        `UPDATE workflows SET archived = true, updated_at = $2 WHERE 'workflow:' || id = $1`,
        [streamId, occurredAt],
      ),
  },
};

function define(
  db: Queryable,
  { data: { definition, pin }, occurredAt }: EventOf<'WorkflowCreated' | 'WorkflowUpdated'>,
): Promise<unknown> {
  return db.query(
    `INSERT INTO workflows (id, name, description, version, hash, archived, phases, updated_at)
     VALUES ($1, $2, $3, $4, $5, false, $6, $7)
     ON CONFLICT (id) DO UPDATE SET
       name = excluded.name, description = excluded.description, version = excluded.version,
       hash = excluded.hash, archived = false, phases = excluded.phases, updated_at = excluded.updated_at`,
    [
      definition.id,
      definition.name,
      definition.description ?? null,
      pin.version,
      pin.hash,
      definition.phases.map(({ id }) => id),
      occurredAt,
    ],
  );
}

type Row = {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly version: number;
  readonly hash: string;
  readonly archived: boolean;
  readonly phases: string[];
  readonly updated_at: Date;
};

/** Newest change first, archived ones too. Errors: InvalidCursorError. */
export async function listWorkflows(
  db: Queryable,
  { before, limit }: PageRequest,
): Promise<Page<WorkflowSummary>> {
  const cursor = parseCursor(before);
  const { rows } = await db.query<Row>(
    `SELECT * FROM workflows WHERE $1::timestamptz IS NULL OR (updated_at, id) < ($1, $2)
     ORDER BY updated_at DESC, id DESC LIMIT $3`,
    [cursor?.time ?? null, cursor?.id ?? null, limit + 1],
  );
  return pageOf(rows, { limit, time: (row) => row.updated_at, item: toWorkflowSummary });
}

function toWorkflowSummary(row: Row): WorkflowSummary {
  return {
    id: row.id,
    name: row.name,
    ...(row.description !== null && { description: row.description }),
    version: row.version,
    hash: row.hash,
    archived: row.archived,
    updatedAt: row.updated_at.toISOString(),
    phases: row.phases,
  };
}
