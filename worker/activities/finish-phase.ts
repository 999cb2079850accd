import { Readable } from 'node:stream';
import type { PhaseRequest, PhaseResult } from '#shared/contracts/activities.js';
import type { StoredArtifact } from '#shared/contracts/execution-events.js';
import type { ObjectRef } from '#shared/contracts/object-ref.js';
import type { FinalVerdict } from '../agents/claude-code/outcome.js';
import { archiveJournal } from '../artifacts/archive-journal.js';
import { artifactPage } from '../artifacts/artifact-page.js';
import { sessionKey } from '../artifacts/object-keys.js';
import { type PhaseManifest, writePhaseResult } from '../artifacts/phase-results.js';
import { storeArtifacts } from '../artifacts/store-artifacts.js';
import { type AgentSeat, TooManyArtifactsError } from '../workspaces/workspace-host.js';
import { collectDenials } from './collect-denials.js';
import type { HostDependencies } from './host-dependencies.js';
import { OUTPUT_FILE } from './phase-plan.js';

type Settled = Exclude<FinalVerdict, { kind: 'interrupted' }>;

/** Stores what the phase made, and last of all its result: from then on a repeated activity answers with that. */
export async function finishPhase(
  deps: HostDependencies,
  request: PhaseRequest,
  { seat, verdict }: { readonly seat: AgentSeat; readonly verdict: Settled },
): Promise<PhaseResult> {
  await archiveJournal(deps, request, Readable.from(journalLines(deps, seat)));
  await collectDenials(deps, request);
  const manifest = await makeManifest(deps, request, verdict);
  await writePhaseResult(deps, request, manifest);
  return toPhaseResult(manifest);
}

export function toPhaseResult(manifest: PhaseManifest): PhaseResult {
  const artifacts = artifactPage(manifest, 1);
  if (manifest.outcome === 'completed') {
    return { outcome: 'completed', output: manifest.output, artifacts };
  }
  const { reason, message } = manifest;
  return { outcome: 'failed', reason, message, artifacts };
}

async function makeManifest(
  deps: HostDependencies,
  request: PhaseRequest,
  verdict: Settled,
): Promise<PhaseManifest> {
  let artifacts: StoredArtifact[];
  try {
    const files = deps.host.collectArtifacts(request.executionId);
    artifacts = await storeArtifacts(deps, request, files);
  } catch (error) {
    if (!(error instanceof TooManyArtifactsError)) throw error;
    return withoutArtifacts(verdict, error.message);
  }
  const output = artifacts.find(({ path }) => path === OUTPUT_FILE)?.object;
  if (verdict.kind === 'completed') {
    return {
      outcome: 'completed',
      output: output ?? (await storeAnswer(deps, request, verdict.answer)),
      artifacts,
    };
  }
  // The file is the phase's answer also where the agent had no last word to say.
  if (verdict.reason === 'no_answer' && output) return { outcome: 'completed', output, artifacts };
  const { reason, message } = verdict;
  return { outcome: 'failed', reason, message, artifacts, ...(output && { output }) };
}

/** Too many artifacts fail a phase; one that failed before keeps its own reason. */
function withoutArtifacts(verdict: Settled, why: string): PhaseManifest {
  const { reason, message } =
    verdict.kind === 'failed'
      ? { reason: verdict.reason, message: `${verdict.message}; ${why}` }
      : { reason: 'disk_limit' as const, message: why };
  return { outcome: 'failed', reason, message, artifacts: [] };
}

function storeAnswer(
  { objectStore }: HostDependencies,
  request: PhaseRequest,
  answer: string,
): Promise<ObjectRef> {
  const contentType = 'text/markdown';
  return objectStore.put(sessionKey(request, 'output'), answer, { contentType });
}

/** The whole journal once more, from the volume that the workspace's removal takes away. */
async function* journalLines({ host }: HostDependencies, seat: AgentSeat): AsyncGenerator<string> {
  await using connection = await host.openAgent({ ...seat, from: 1 });
  const { lastSeq } = connection.attached;
  if (lastSeq === 0) return;
  let read = 0;
  for await (const record of connection.records) {
    yield `${JSON.stringify(record)}\n`;
    read = record.seq;
    if (read >= lastSeq) return;
  }
  throw new JournalCutError(read, lastSeq);
}

/** The line to the runner was cut: another attempt reads the journal again. */
class JournalCutError extends Error {
  override name = 'JournalCutError';

  constructor(read: number, lastSeq: number) {
    super(`the line to the runner ended at record ${read} of ${lastSeq}`);
  }
}
