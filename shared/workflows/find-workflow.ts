import type { WorkflowView } from '#shared/contracts/http.js';
import { startable, WorkflowNotFoundError } from '#shared/domain/workflow/workflow.js';
import type { EventStore } from '#shared/event-store/event-store.js';
import { readWorkflowStream } from './workflow-stream.js';

/** From the events, so that it is right at once after an apply. Errors: WorkflowNotFoundError. */
export async function findWorkflow(store: EventStore, workflowId: string): Promise<WorkflowView> {
  const { workflow, updatedAt } = await readWorkflowStream(store, workflowId);
  if (workflow.status === 'absent' || updatedAt === undefined) {
    throw new WorkflowNotFoundError(workflowId);
  }
  const { definition, pin, status } = workflow;
  return {
    id: definition.id,
    name: definition.name,
    ...(definition.description !== undefined && { description: definition.description }),
    version: pin.version,
    hash: pin.hash,
    archived: status === 'archived',
    updatedAt,
    definition,
  };
}

/** What a new execution runs and pins. Errors: WorkflowNotFoundError, WorkflowArchivedError. */
export async function findStartableWorkflow(
  store: EventStore,
  workflowId: string,
): Promise<ReturnType<typeof startable>> {
  const { workflow } = await readWorkflowStream(store, workflowId);
  return startable(workflowId, workflow);
}
