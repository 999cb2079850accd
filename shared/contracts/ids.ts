import { z } from 'zod';

/** A workflow or phase id: it stands in file names, placeholders and URLs. */
const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'use lower-case letters, digits, "-" and "_", 63 at most');

export const WorkflowId = slug;
export type WorkflowId = z.infer<typeof WorkflowId>;

export const PhaseId = slug;
export type PhaseId = z.infer<typeof PhaseId>;

/** Also the Temporal workflow id and the event stream id of the execution. */
export const ExecutionId = z
  .string()
  .regex(/^exe-[0-9a-z]{20}$/, 'an execution id is "exe-" and 20 letters or digits');
export type ExecutionId = z.infer<typeof ExecutionId>;

/** The agent's own session id; Claude Code accepts nothing but a UUID. */
export const SessionId = z.guid();
export type SessionId = z.infer<typeof SessionId>;

/** `art-` and the first 24 hex digits of SHA-256 over (execution, session, path): a repeated collection names the same artifact. */
export const ArtifactId = z
  .string()
  .regex(/^art-[0-9a-f]{24}$/, 'an artifact id is "art-" and 24 hex digits');
export type ArtifactId = z.infer<typeof ArtifactId>;

export const UploadId = z
  .string()
  .regex(/^upl-[0-9a-f]{32}$/, 'an upload id is "upl-" and 32 hex digits');
export type UploadId = z.infer<typeof UploadId>;
