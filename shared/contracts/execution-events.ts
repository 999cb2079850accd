import { z } from 'zod';
import { ArtifactId, ExecutionId, PhaseId, SessionId } from './ids.js';
import { ObjectRef } from './object-ref.js';
import { DefinitionPin } from './workflow-definition.js';

export const ExecutionStatus = z.enum([
  'NOT_STARTED',
  'RUNNING',
  'PAUSED',
  'INTERRUPTED',
  'COMPLETED',
  'FAILED',
  'CANCELLED',
]);
export type ExecutionStatus = z.infer<typeof ExecutionStatus>;

/** Why an execution failed or was interrupted. Stands in histories and events: add, never rename. */
export const FailureReason = z.enum([
  'max_turns',
  'max_tokens',
  'phase_timeout',
  'refusal',
  'prompt_too_long',
  'no_answer',
  'setup_failed',
  'invalid_input',
  'disk_limit',
  'agent_crashed',
  'agent_error',
  'workspace_lost',
  'provider_unavailable',
  'provider_auth',
  'provider_limited',
  'interrupted_deadline',
  'requested',
  'terminated',
  'timed_out',
  'history_gone',
  'internal',
]);
export type FailureReason = z.infer<typeof FailureReason>;

/** Where an agent may be held: between phases, after all results of a tool batch, after an answer. */
export const YieldPoint = z.enum(['between_phases', 'after_tools', 'before_tools', 'after_answer']);
export type YieldPoint = z.infer<typeof YieldPoint>;

/** Who asked and why; both are free text of the caller. */
const wish = z.object({ reason: z.string().optional(), by: z.string().optional() });
const failure = z.object({ reason: FailureReason, message: z.string() });
const inPhase = z.object({ phaseId: PhaseId, sessionId: SessionId });

export const StoredArtifact = z.object({
  artifactId: ArtifactId,
  /** Relative to the workspace's `artifacts/`, with forward slashes. */
  path: z.string().min(1),
  object: ObjectRef,
});
export type StoredArtifact = z.infer<typeof StoredArtifact>;

export const PlannedPhase = z.object({ phaseId: PhaseId, name: z.string(), model: z.string() });
export type PlannedPhase = z.infer<typeof PlannedPhase>;

export const CommandName = z.enum([
  'start',
  'pause',
  'resume',
  'cancel',
  'interrupt',
  'retry',
  'message',
]);
export type CommandName = z.infer<typeof CommandName>;

const event = <T extends string, D extends z.ZodType>(type: T, data: D) =>
  z.object({ type: z.literal(type), data });

export const ExecutionEvent = z.discriminatedUnion('type', [
  event(
    'ExecutionStarted',
    z.object({
      executionId: ExecutionId,
      definition: DefinitionPin,
      name: z.string(),
      input: ObjectRef,
      /** The first 200 characters of the user's arguments; the whole is in `input`. */
      argumentsPreview: z.string(),
      phases: z.array(PlannedPhase),
    }),
  ),
  event('WorkspaceProvisioned', z.object({ hostId: z.string(), commit: z.string().optional() })),
  event('PhaseStarted', inPhase.extend({ model: z.string() })),
  event('ArtifactStored', inPhase.extend(StoredArtifact.shape)),
  event('PhaseCompleted', inPhase.extend({ output: ObjectRef })),
  event('PhaseFailed', inPhase.extend(failure.shape)),
  event('PauseRequested', wish),
  event('PauseWithdrawn', wish),
  event(
    'ExecutionPaused',
    wish.extend({
      yieldPoint: YieldPoint,
      phaseId: PhaseId.optional(),
      sessionId: SessionId.optional(),
      /** The journal's sequence number at the yield point. */
      journalSeq: z.int().nonnegative().optional(),
    }),
  ),
  event('ExecutionResumed', wish),
  event(
    'ExecutionInterrupted',
    wish.extend({ failure: failure.optional(), phaseId: PhaseId.optional() }),
  ),
  event('ExecutionRetried', wish),
  event(
    'CommandRejected',
    z.object({
      command: z.string(),
      status: ExecutionStatus,
      message: z.string(),
      by: z.string().optional(),
    }),
  ),
  event('ExecutionCompleted', z.object({})),
  event('ExecutionFailed', failure.extend({ phaseId: PhaseId.optional() })),
  event('ExecutionCancelled', wish),
  /** The run was reset in Temporal: the new run starts over from `NOT_STARTED`. Written by the event store alone. */
  event('ExecutionReset', z.object({ supersededRunId: z.string(), newRunId: z.string() })),
]);
export type ExecutionEvent = z.infer<typeof ExecutionEvent>;
export type ExecutionEventOf<T extends ExecutionEvent['type']> = Extract<
  ExecutionEvent,
  { type: T }
>;
