import { z } from 'zod';
import { DefinitionPin, WorkflowDefinition } from './workflow-definition.js';

/** Stream id of a workflow definition: `workflow:` and its id. */
const defined = z.object({ pin: DefinitionPin, definition: WorkflowDefinition });

export const WorkflowEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('WorkflowCreated'), data: defined }),
  z.object({ type: z.literal('WorkflowUpdated'), data: defined }),
  z.object({ type: z.literal('WorkflowArchived'), data: z.object({ by: z.string().optional() }) }),
]);
export type WorkflowEvent = z.infer<typeof WorkflowEvent>;
