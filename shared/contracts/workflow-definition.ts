import { z } from 'zod';
import { PhaseId, WorkflowId } from './ids.js';

/** A Temporal workflow carries the plan of its phases in 16 KiB; 50 leaves room. */
export const MAX_PHASES = 50;

export const InputType = z.enum(['string', 'number', 'boolean', 'enum']);
export type InputType = z.infer<typeof InputType>;

export const InputValue = z.union([z.string(), z.number(), z.boolean()]);
export type InputValue = z.infer<typeof InputValue>;

export const InputDefinition = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z][a-z0-9_]{0,62}$/,
      'use lower-case letters, digits and "_", starting with a letter',
    ),
  description: z.string().max(1000).optional(),
  type: InputType.default('string'),
  /** The allowed values of an `enum`; refused for every other type. */
  values: z.array(z.string().min(1)).min(1).max(100).optional(),
  required: z.boolean().default(false),
  default: InputValue.optional(),
});
export type InputDefinition = z.infer<typeof InputDefinition>;

export const RepositoryDefinition = z.strictObject({
  url: z.string().min(1).max(2000),
  /** Branch, tag or commit; the remote's default branch when left out. */
  ref: z.string().min(1).max(255).optional(),
});
export type RepositoryDefinition = z.infer<typeof RepositoryDefinition>;

/** Model aliases of the agent; a full model id passes through. */
export const ModelName = z
  .string()
  .regex(
    /^(sonnet|opus|haiku|fable|claude-[a-z0-9.-]{3,60})$/,
    'use sonnet, opus, haiku, fable or a full id such as claude-sonnet-5-5',
  );
export type ModelName = z.infer<typeof ModelName>;

export const ToolName = z.enum([
  'Bash',
  'Read',
  'Write',
  'Edit',
  'Glob',
  'Grep',
  'NotebookEdit',
  'TodoWrite',
]);
export type ToolName = z.infer<typeof ToolName>;

export const DEFAULT_TOOLS: readonly ToolName[] = ['Bash', 'Read', 'Write', 'Edit', 'Glob', 'Grep'];

export const PhaseDefinition = z.strictObject({
  id: PhaseId,
  name: z.string().min(1).max(200).optional(),
  prompt: z.string().min(1),
  model: ModelName.default('sonnet'),
  allowed_tools: z.array(ToolName).min(1).optional(),
  max_turns: z.int().min(1).max(1000).default(100),
  /** Output tokens of the phase, counted at the gateway; no limit when left out. */
  max_tokens: z.int().min(1).optional(),
  /** Running time of the phase; time while held does not count. */
  timeout_seconds: z
    .int()
    .min(1)
    .max(7 * 24 * 3600)
    .default(3600),
});
export type PhaseDefinition = z.infer<typeof PhaseDefinition>;

/** A workflow after parsing: prompt files are read into `prompt`, every default is filled in. */
export const WorkflowDefinition = z.strictObject({
  id: WorkflowId,
  name: z.string().min(1).max(200),
  description: z.string().max(4000).optional(),
  /** The author's own version label; the platform counts versions by itself. */
  version: z.string().min(1).max(50).optional(),
  inputs: z.array(InputDefinition).max(50).default([]),
  repository: RepositoryDefinition.optional(),
  setup: z.array(z.string().min(1).max(4000)).max(50).default([]),
  phases: z.array(PhaseDefinition).min(1).max(MAX_PHASES),
});
export type WorkflowDefinition = z.infer<typeof WorkflowDefinition>;

/** What an execution pins: the version that the stream gave and the SHA-256 of the canonical JSON. */
export const DefinitionPin = z.object({
  workflowId: WorkflowId,
  version: z.int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type DefinitionPin = z.infer<typeof DefinitionPin>;
