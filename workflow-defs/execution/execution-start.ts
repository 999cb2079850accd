import type { ExecutionInput } from '#shared/contracts/activities.js';
import type { StartData } from '#shared/domain/execution/commands.js';

/** The input, when it is one and for this stream; anybody can start a workflow with anything. */
export function readInput(input: unknown, workflowId: string): ExecutionInput | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const { executionId, phases, definition } = input as Partial<ExecutionInput>;
  const usable = executionId === workflowId && Array.isArray(phases) && phases.length > 0;
  return usable && typeof definition === 'object' ? (input as ExecutionInput) : undefined;
}

export function startData(input: ExecutionInput): StartData {
  const { executionId, definition, name, input: ref, argumentsPreview, phases } = input;
  return {
    executionId,
    definition,
    name,
    input: ref,
    argumentsPreview,
    phases: phases.map(({ phaseId, name: phaseName, model }) => ({
      phaseId,
      name: phaseName,
      model,
    })),
  };
}
