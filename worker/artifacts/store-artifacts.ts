import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import mime from 'mime-types';
import type { StoredArtifact } from '#shared/contracts/execution-events.js';
import {
  ArtifactId,
  type ExecutionId,
  type PhaseId,
  type SessionId,
} from '#shared/contracts/ids.js';
import type { ObjectStore } from '#shared/object-store/object-store.js';
import { artifactKey } from './object-keys.js';

export type ArtifactOwner = {
  readonly executionId: ExecutionId;
  readonly phaseId: PhaseId;
  readonly sessionId: SessionId;
};

/** A file of the workspace's `artifacts/`, with its path relative to it. */
export type ArtifactEntry = {
  readonly path: string;
  readonly size: number;
  readonly content: Readable;
};

/**
 * Streams the files into the object store, one after the other, as a tar hands them out.
 * Ids and keys follow from the owner and the path: collecting again replaces, never duplicates.
 */
export async function storeArtifacts(
  { objectStore }: { readonly objectStore: ObjectStore },
  owner: ArtifactOwner,
  entries: AsyncIterable<ArtifactEntry>,
): Promise<StoredArtifact[]> {
  const stored: StoredArtifact[] = [];
  for await (const { path, size, content } of entries) {
    const artifactId = artifactIdOf(owner, path);
    const key = artifactKey(owner.executionId, artifactId);
    const object = await objectStore.put(key, content, { contentType: contentTypeOf(path), size });
    stored.push({ artifactId, path, object });
  }
  return stored;
}

/** The first two parts have a fixed length, so no two owners and paths give the same text. */
function artifactIdOf({ executionId, sessionId }: ArtifactOwner, path: string): ArtifactId {
  const digest = createHash('sha256').update(`${executionId}/${sessionId}/${path}`).digest('hex');
  return ArtifactId.parse(`art-${digest.slice(0, 24)}`);
}

const contentTypeOf = (path: string): string => mime.lookup(path) || 'application/octet-stream';
