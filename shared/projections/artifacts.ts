import type { ArtifactView } from '#shared/contracts/http.js';
import type { ObjectRef } from '#shared/contracts/object-ref.js';
import type { Queryable } from '#shared/event-store/event-row.js';
import type { EventOf, Projection } from './projection.js';

export const artifacts: Projection = {
  table: 'artifacts',
  on: {
    ArtifactStored: store,
    ExecutionReset: (db, { streamId }) =>
      db.query('DELETE FROM artifacts WHERE execution_id = $1', [streamId]),
  },
};

/** A phase that was retried stores a path again under the same id: the newest object counts. */
function store(
  db: Queryable,
  { streamId, version, data, occurredAt }: EventOf<'ArtifactStored'>,
): Promise<unknown> {
  const { artifactId, phaseId, sessionId, path, object } = data;
  return db.query(
    `INSERT INTO artifacts (id, execution_id, phase_id, session_id, path, object, version, stored_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (id) DO UPDATE
       SET object = excluded.object, version = excluded.version, stored_at = excluded.stored_at`,
    [artifactId, streamId, phaseId, sessionId, path, object, version, occurredAt],
  );
}

type Row = {
  readonly id: string;
  readonly execution_id: string;
  readonly phase_id: string;
  readonly session_id: string;
  readonly path: string;
  readonly object: ObjectRef;
  readonly stored_at: Date;
};

/** In the order in which they were stored. */
export async function listArtifacts(db: Queryable, executionId: string): Promise<ArtifactView[]> {
  const { rows } = await db.query<Row>(
    'SELECT * FROM artifacts WHERE execution_id = $1 ORDER BY version',
    [executionId],
  );
  return rows.map(toArtifactView);
}

export type FoundArtifact = {
  readonly artifact: ArtifactView;
  /** Where the content is. */
  readonly object: ObjectRef;
};

export async function findArtifact(
  db: Queryable,
  artifactId: string,
): Promise<FoundArtifact | undefined> {
  const { rows } = await db.query<Row>('SELECT * FROM artifacts WHERE id = $1', [artifactId]);
  const [row] = rows;
  return row && { artifact: toArtifactView(row), object: row.object };
}

function toArtifactView(row: Row): ArtifactView {
  const { sha256, size, contentType } = row.object;
  return {
    id: row.id,
    executionId: row.execution_id,
    phaseId: row.phase_id,
    sessionId: row.session_id,
    path: row.path,
    sha256,
    size,
    contentType,
    storedAt: row.stored_at.toISOString(),
  };
}
