import { z } from 'zod';
import type { StoredEvent } from '#shared/contracts/event-envelope.js';
import { formatBytes, formatTime } from '../format/quantities.js';
import { oneLine } from '../format/table.js';

const Data = z.object({
  phaseId: z.string().optional().catch(undefined),
  model: z.string().optional().catch(undefined),
  path: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  hostId: z.string().optional().catch(undefined),
  commit: z.string().optional().catch(undefined),
  object: z.object({ size: z.number() }).optional().catch(undefined),
});
type Data = z.infer<typeof Data>;

const SENTENCES: Readonly<Record<string, (data: Data) => string>> = {
  ExecutionStarted: () => 'execution started',
  WorkspaceProvisioned: ({ hostId, commit }) =>
    `workspace ready on ${hostId ?? '?'}${commit === undefined ? '' : ` at ${commit.slice(0, 12)}`}`,
  PhaseStarted: ({ phaseId, model }) => `${phaseId ?? '?'} started (${model ?? '?'})`,
  PhaseCompleted: ({ phaseId }) => `${phaseId ?? '?'} completed`,
  PhaseFailed: ({ phaseId, message }) => `${phaseId ?? '?'} failed: ${message ?? ''}`,
  ArtifactStored: ({ phaseId, path, object }) =>
    `${phaseId ?? '?'} stored ${path ?? '?'} (${formatBytes(object?.size ?? 0)})`,
  PauseRequested: () => 'pause requested',
  PauseWithdrawn: () => 'pause withdrawn',
  ExecutionPaused: () => 'execution paused',
  ExecutionResumed: () => 'execution resumed',
  ExecutionInterrupted: () => 'execution interrupted',
  ExecutionRetried: () => 'execution retried',
  ExecutionCompleted: () => 'execution completed',
  ExecutionFailed: ({ message }) => `execution failed: ${message ?? ''}`,
  ExecutionCancelled: () => 'execution cancelled',
  ExecutionReset: () => 'execution reset: it starts over',
  CommandRejected: ({ message }) => `command rejected: ${message ?? ''}`,
};

/** The event as a sentence with its time; undefined for one that says nothing to a person. */
export function eventLine({ type, data, occurredAt }: StoredEvent): string | undefined {
  const sentence = SENTENCES[type]?.(Data.parse(data));
  return sentence === undefined ? undefined : `${formatTime(occurredAt)} ${oneLine(sentence)}`;
}
