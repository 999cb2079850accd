import { z } from 'zod';
import { FailureReason, StoredArtifact } from '#shared/contracts/execution-events.js';
import type { ExecutionId, SessionId } from '#shared/contracts/ids.js';
import { ObjectRef } from '#shared/contracts/object-ref.js';
import { ObjectNotFoundError, type ObjectStore } from '#shared/object-store/object-store.js';
import { sessionKey } from './object-keys.js';

/** What a phase came to. Once written, a repeated activity answers with it and starts no agent. */
export const PhaseManifest = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('completed'),
    output: ObjectRef,
    artifacts: z.array(StoredArtifact),
  }),
  z.object({
    outcome: z.literal('failed'),
    reason: FailureReason,
    message: z.string(),
    output: ObjectRef.optional(),
    artifacts: z.array(StoredArtifact),
  }),
]);
export type PhaseManifest = z.infer<typeof PhaseManifest>;

export type PhaseResultDeps = { readonly objectStore: ObjectStore };
export type PhaseSession = { readonly executionId: ExecutionId; readonly sessionId: SessionId };

/** Writing the same result again is harmless. */
export async function writePhaseResult(
  { objectStore }: PhaseResultDeps,
  session: PhaseSession,
  manifest: PhaseManifest,
): Promise<void> {
  const content = JSON.stringify(manifest);
  await objectStore.put(resultKey(session), content, { contentType: 'application/json' });
}

/** Undefined while the phase has no result. */
export async function readPhaseResult(
  { objectStore }: PhaseResultDeps,
  session: PhaseSession,
): Promise<PhaseManifest | undefined> {
  try {
    const text = await objectStore.getText(resultKey(session));
    return PhaseManifest.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof ObjectNotFoundError) return undefined;
    throw error;
  }
}

const resultKey = (session: PhaseSession): string => sessionKey(session, 'result.json');
