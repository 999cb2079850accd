import type { ExecutionInput } from '../../contracts/activities.js';
import type { WorkflowDefinition } from '../../contracts/workflow-definition.js';
import { clipText } from './clip-text.js';

/** 50 phases with ids and models of full length and names of this size fit a payload of 16 KiB. */
const NAME_BYTES = 64;

/** The plan that an execution carries through Temporal; a long name is shortened there, never in the definition. */
export function planPhases(
  definition: Pick<WorkflowDefinition, 'phases'>,
): ExecutionInput['phases'] {
  return definition.phases.map((phase) => ({
    phaseId: phase.id,
    name: clipText(phase.name ?? phase.id, NAME_BYTES),
    model: phase.model,
    timeoutSeconds: phase.timeout_seconds,
  }));
}
