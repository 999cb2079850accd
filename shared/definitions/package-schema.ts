import { z } from 'zod';
import {
  MAX_PHASES,
  PhaseDefinition,
  WorkflowDefinition,
} from '#shared/contracts/workflow-definition.js';

/** A phase as its author writes it: the prompt may lie in a file of its own. */
const SourcePhase = PhaseDefinition.partial({ prompt: true }).extend({
  prompt_file: z.string().min(1).max(255).optional(),
});

/** `workflow.yaml` by shape; what depends on more than one value is checked beside it. */
export const SourceWorkflow = WorkflowDefinition.extend({
  phases: z.array(SourcePhase).min(1).max(MAX_PHASES),
});
export type SourceWorkflow = z.infer<typeof SourceWorkflow>;

const text = z.string().optional().catch(undefined);

const LoosePhase = z.object({ id: text, prompt: text, prompt_file: text }).catch({});

const LooseInput = z
  .object({
    name: text,
    type: z.string().default('string').catch(''),
    values: z.array(z.unknown()).optional().catch(undefined),
    default: z.unknown().optional(),
    required: z.boolean().optional().catch(undefined),
  })
  .catch({ type: '', default: undefined });

/** What can be read of a document that may be wrong elsewhere, so that all problems are found at once. */
export const LooseWorkflow = z
  .object({
    inputs: z.array(LooseInput).default([]).catch([]),
    phases: z.array(LoosePhase).default([]).catch([]),
    repository: z.object({ url: text, ref: text }).optional().catch(undefined),
  })
  .catch({ inputs: [], phases: [], repository: undefined });
export type LooseWorkflow = z.infer<typeof LooseWorkflow>;
export type LooseInput = z.infer<typeof LooseInput>;
