import { WorkflowDefinition } from '#shared/contracts/workflow-definition.js';

/** A definition with two phases and every default filled in. */
export const workflowDefinition = (id: string, name = 'Research Workflow'): WorkflowDefinition =>
  WorkflowDefinition.parse({
    id,
    name,
    phases: [
      { id: 'discovery', prompt: 'Find out about $ARGUMENTS.' },
      { id: 'synthesis', prompt: 'Write it up: {{discovery}}', model: 'opus' },
    ],
  });
