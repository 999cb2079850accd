import { pipeline, type Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { ObjectRef } from '#shared/contracts/object-ref.js';
import { sessionKey } from './object-keys.js';
import type { PhaseResultDeps, PhaseSession } from './phase-results.js';

/** Keeps a closed session's journal, compressed, so that its volume may go. Archiving again replaces the object. */
export async function archiveJournal(
  { objectStore }: PhaseResultDeps,
  session: PhaseSession,
  journal: Readable,
): Promise<ObjectRef> {
  const compressed = pipeline(journal, createGzip(), () => {
    // A failing journal destroys the gzip stream, and with it the put, which then reports the failure.
  });
  return objectStore.put(sessionKey(session, 'journal.ndjson.gz'), compressed, {
    contentType: 'application/gzip',
  });
}
