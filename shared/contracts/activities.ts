import { z } from 'zod';
import { NewEvent } from './event-envelope.js';
import { FailureReason, PlannedPhase, StoredArtifact, YieldPoint } from './execution-events.js';
import { ExecutionId, PhaseId, SessionId } from './ids.js';
import { ObjectRef } from './object-ref.js';
import { DefinitionPin } from './workflow-definition.js';

/** Input of the execution workflow. Prompts and arguments stay outside: payloads are 16 KiB at most. */
export const ExecutionInput = z.object({
  executionId: ExecutionId,
  definition: DefinitionPin,
  name: z.string(),
  input: ObjectRef,
  argumentsPreview: z.string(),
  phases: z.array(PlannedPhase.extend({ timeoutSeconds: z.int().positive() })).min(1),
});
export type ExecutionInput = z.infer<typeof ExecutionInput>;

/** A batch of the outbox. `seq` counts the events of this run; the batch is idempotent by its event ids. */
export const AppendBatch = z.object({
  streamId: ExecutionId,
  runId: z.string(),
  /** Number of the batch's first event within the run, from 1. */
  seq: z.int().positive(),
  events: z.array(NewEvent).min(1),
});
export type AppendBatch = z.infer<typeof AppendBatch>;

export const WorkspaceRequest = z.object({
  executionId: ExecutionId,
  runId: z.string(),
  definition: DefinitionPin,
  input: ObjectRef,
});
export type WorkspaceRequest = z.infer<typeof WorkspaceRequest>;

export const ProvisionedWorkspace = z.object({
  hostId: z.string(),
  /** The host's own task queue: everything that touches this workspace runs there. */
  taskQueue: z.string(),
  commit: z.string().optional(),
});
export type ProvisionedWorkspace = z.infer<typeof ProvisionedWorkspace>;

export const PhaseRequest = WorkspaceRequest.extend({
  phaseId: PhaseId,
  sessionId: SessionId,
  /** Completed phases in order; the activity reads their outputs from the object store. */
  earlier: z.array(z.object({ phaseId: PhaseId, sessionId: SessionId })),
});
export type PhaseRequest = z.infer<typeof PhaseRequest>;

/** Artifacts of a phase, some 8 KiB a page; `next` is the page to ask for with `listPhaseArtifacts`. */
export const ArtifactPage = z.object({
  artifacts: z.array(StoredArtifact),
  next: z.int().positive().optional(),
});
export type ArtifactPage = z.infer<typeof ArtifactPage>;

export const PhaseResult = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('completed'), output: ObjectRef, artifacts: ArtifactPage }),
  z.object({
    outcome: z.literal('held'),
    yieldPoint: YieldPoint,
    journalSeq: z.int().nonnegative(),
  }),
  z.object({
    outcome: z.literal('failed'),
    reason: FailureReason,
    message: z.string(),
    artifacts: ArtifactPage,
  }),
  z.object({ outcome: z.literal('interrupted'), reason: FailureReason, message: z.string() }),
]);
export type PhaseResult = z.infer<typeof PhaseResult>;

export const ArtifactPageRequest = z.object({
  executionId: ExecutionId,
  sessionId: SessionId,
  page: z.int().positive(),
});
export type ArtifactPageRequest = z.infer<typeof ArtifactPageRequest>;

export const TearDownRequest = z.object({ executionId: ExecutionId, runId: z.string() });
export type TearDownRequest = z.infer<typeof TearDownRequest>;

/** Activities of the outbox queue. */
export interface OutboxActivities {
  /** Appends a batch exactly once; refuses a batch of a superseded run (non-retryable `superseded_run`). */
  appendEvents(batch: AppendBatch): Promise<void>;
}

/** Activities of the hosts. All are idempotent: a repeated attempt finds what the earlier one left. */
export interface HostActivities {
  /** Volumes, sidecar, setup container. Runs on `syn-hosts`; which host took it is in the result. */
  setUpWorkspace(request: WorkspaceRequest): Promise<ProvisionedWorkspace>;
  /** Drives the agent through one phase and stores what it made. Runs on the host's own queue. */
  runPhase(request: PhaseRequest): Promise<PhaseResult>;
  listPhaseArtifacts(request: ArtifactPageRequest): Promise<ArtifactPage>;
  /** Removes containers, volumes and network attachments of the execution; a second call finds nothing. */
  tearDownWorkspace(request: TearDownRequest): Promise<void>;
}

/** Activities of the main queue, run by the reconciler's schedule. */
export interface MaintenanceActivities {
  /** Reconciles round after round for the length of one shift; the next worker takes it over when this one dies. */
  watchExecutions(): Promise<void>;
  /** Closes the streams of executions whose Temporal run closed without our code running. */
  reconcileExecutions(): Promise<{ readonly examined: number; readonly closed: number }>;
  /** Removes what belongs to closed executions of this installation on this host. */
  reapWorkspaces(): Promise<{ readonly removed: number }>;
}
