import type { ArtifactId, ExecutionId, SessionId } from '#shared/contracts/ids.js';

type Session = { readonly executionId: ExecutionId; readonly sessionId: SessionId };
type SessionObject = 'prompt.md' | 'output' | 'result.json' | 'journal.ndjson.gz';

export const sessionKey = ({ executionId, sessionId }: Session, name: SessionObject): string =>
  `executions/${executionId}/sessions/${sessionId}/${name}`;

export const artifactKey = (executionId: ExecutionId, artifactId: ArtifactId): string =>
  `executions/${executionId}/artifacts/${artifactId}`;

export const excerptKey = (executionId: ExecutionId, sha256: string): string =>
  `executions/${executionId}/excerpts/${sha256}`;
