import { z } from 'zod';
import { ExecutionStatus, FailureReason, YieldPoint } from './execution-events.js';
import { ArtifactId, ExecutionId, PhaseId, SessionId, UploadId, WorkflowId } from './ids.js';
import { Excerpt, TokenUsage } from './telemetry.js';
import { InputValue, WorkflowDefinition } from './workflow-definition.js';

/** RFC 9457 problem details; `code` is ours and stable, `issues` names places in a refused document. */
export const SourceIssue = z.object({
  file: z.string(),
  line: z.int().positive(),
  column: z.int().positive(),
  message: z.string(),
});
export type SourceIssue = z.infer<typeof SourceIssue>;

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  issues: z.array(SourceIssue).optional(),
});
export type Problem = z.infer<typeof Problem>;

/** A workflow package as it is sent: `workflow.yaml` and the files that it names, by relative path. */
export const WorkflowPackage = z.strictObject({
  entry: z.string().default('workflow.yaml'),
  files: z.record(z.string(), z.string().max(262_144)),
});
export type WorkflowPackage = z.infer<typeof WorkflowPackage>;

export const WorkflowView = z.object({
  id: WorkflowId,
  name: z.string(),
  description: z.string().optional(),
  version: z.int().positive(),
  hash: z.string(),
  archived: z.boolean(),
  updatedAt: z.iso.datetime(),
  definition: WorkflowDefinition,
});
export type WorkflowView = z.infer<typeof WorkflowView>;
export const WorkflowSummary = WorkflowView.omit({ definition: true }).extend({
  phases: z.array(PhaseId),
});
export type WorkflowSummary = z.infer<typeof WorkflowSummary>;

export const StartExecution = z.strictObject({
  workflowId: WorkflowId,
  arguments: z.string().max(262_144).optional(),
  inputs: z.record(z.string(), InputValue).optional(),
  /** A folder sent before by `POST /uploads`; becomes the workspace when the workflow names no repository. */
  folder: UploadId.optional(),
});
export type StartExecution = z.infer<typeof StartExecution>;

export const ExecutionStarted = z.object({ id: ExecutionId, state: ExecutionStatus });
export type ExecutionStarted = z.infer<typeof ExecutionStarted>;

export const PhaseStatus = z.enum(['PENDING', 'RUNNING', 'COMPLETED', 'FAILED']);
export type PhaseStatus = z.infer<typeof PhaseStatus>;

export const Totals = TokenUsage.extend({
  costUsd: z.number(),
  toolCalls: z.int(),
  modelCalls: z.int(),
  /** Model calls that `costUsd` leaves out because their model has no known price; absent when there are none. */
  unpricedCalls: z.int().positive().optional(),
});
export type Totals = z.infer<typeof Totals>;

export const PhaseView = z.object({
  id: PhaseId,
  name: z.string(),
  model: z.string(),
  status: PhaseStatus,
  sessionId: SessionId.optional(),
  startedAt: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  totals: Totals.optional(),
});
export type PhaseView = z.infer<typeof PhaseView>;

export const ArtifactView = z.object({
  id: ArtifactId,
  executionId: ExecutionId,
  phaseId: PhaseId,
  sessionId: SessionId,
  path: z.string(),
  sha256: z.string(),
  size: z.int(),
  contentType: z.string(),
  storedAt: z.iso.datetime(),
});
export type ArtifactView = z.infer<typeof ArtifactView>;

export const ExecutionView = z.object({
  id: ExecutionId,
  workflowId: WorkflowId,
  workflowVersion: z.int().positive(),
  definitionHash: z.string(),
  name: z.string(),
  state: ExecutionStatus,
  pauseRequested: z.boolean(),
  argumentsPreview: z.string(),
  startedAt: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  failure: z.object({ reason: FailureReason, message: z.string() }).optional(),
  held: z.object({ yieldPoint: YieldPoint, phaseId: PhaseId.optional() }).optional(),
  phases: z.array(PhaseView),
  artifacts: z.array(ArtifactView),
  totals: Totals,
});
export type ExecutionView = z.infer<typeof ExecutionView>;
export const ExecutionSummary = ExecutionView.omit({
  artifacts: true,
  phases: true,
  held: true,
}).extend({
  currentPhase: PhaseId.optional(),
});
export type ExecutionSummary = z.infer<typeof ExecutionSummary>;

export const SessionView = z.object({
  id: SessionId,
  executionId: ExecutionId,
  phaseId: PhaseId,
  model: z.string(),
  startedAt: z.iso.datetime().optional(),
  endedAt: z.iso.datetime().optional(),
  totals: Totals,
  byModel: z.array(
    TokenUsage.extend({ model: z.string(), costUsd: z.number(), modelCalls: z.int() }),
  ),
  /** What the agent itself printed at its end, to compare. */
  agent: z.object({ usage: TokenUsage.nullable(), costUsd: z.number().nullable() }).optional(),
});
export type SessionView = z.infer<typeof SessionView>;

export const ConversationMessage = z.object({
  seq: z.int(),
  time: z.iso.datetime(),
  role: z.enum(['user', 'assistant']),
  /** An answer of the model is several entries, one per content block, with one id. */
  messageId: z.string().optional(),
  content: Excerpt,
});
export type ConversationMessage = z.infer<typeof ConversationMessage>;

export const TimelineEntry = z.object({
  seq: z.int(),
  n: z.int(),
  time: z.iso.datetime(),
  type: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const Uploaded = z.object({
  id: UploadId,
  size: z.int(),
  sha256: z.string(),
  files: z.int(),
});
export type Uploaded = z.infer<typeof Uploaded>;

/** One page of a list, newest first; `next` is the `before` of the next page. */
export const page = <T extends z.ZodType>(
  item: T,
): z.ZodObject<{ items: z.ZodArray<T>; next: z.ZodOptional<z.ZodString> }> =>
  z.object({ items: z.array(item), next: z.string().optional() });
