import type { ExecutionInput } from '#shared/contracts/activities.js';
import type { ExecutionEventOf, PlannedPhase } from '#shared/contracts/execution-events.js';
import type { ObjectRef } from '#shared/contracts/object-ref.js';

export const executionId = 'exe-0123456789abcdefghij';
export const sessionId = '0199f2a0-0000-4000-8000-000000000001';

export const objectRef: ObjectRef = {
  key: `executions/${executionId}/output`,
  sha256: 'a'.repeat(64),
  size: 12,
  contentType: 'text/markdown',
};

export const plannedPhases = (count: number): PlannedPhase[] =>
  Array.from({ length: count }, (_, index) => ({
    phaseId: `phase-${index + 1}`,
    name: `Phase ${index + 1}`,
    model: 'sonnet',
  }));

export const startData = (phases = 2): ExecutionEventOf<'ExecutionStarted'>['data'] => ({
  executionId,
  definition: { workflowId: 'research-v1', version: 1, hash: 'b'.repeat(64) },
  name: 'Research Workflow',
  input: objectRef,
  argumentsPreview: 'the question',
  phases: plannedPhases(phases),
});

/** Input of an execution with this many phases, as the API makes it. */
export const executionInput = (id: string, phases = 3): ExecutionInput => ({
  ...startData(),
  executionId: id,
  phases: plannedPhases(phases).map((phase) => ({ ...phase, timeoutSeconds: 60 })),
});
