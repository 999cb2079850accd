import type { StoredEvent } from '#shared/contracts/event-envelope.js';
import type { WorkflowEvent } from '#shared/contracts/workflow-events.js';
import { evolve, initialState, type Workflow } from '#shared/domain/workflow/workflow.js';
import type { EventStore } from '#shared/event-store/event-store.js';

export const workflowStreamId = (workflowId: string): string => `workflow:${workflowId}`;

export type WorkflowStream = {
  readonly workflow: Workflow;
  /** When the last event happened; undefined for a workflow that does not exist. */
  readonly updatedAt: string | undefined;
};

/** The workflow as its events tell it, right at once after an apply (a projection may lag). */
export async function readWorkflowStream(
  store: EventStore,
  workflowId: string,
): Promise<WorkflowStream> {
  const events = await store.readStream(workflowStreamId(workflowId));
  return {
    workflow: events.map(toWorkflowEvent).reduce(evolve, initialState()),
    updatedAt: events.at(-1)?.occurredAt,
  };
}

/** Only our own command handler writes these streams: what it stored is what the contract says. */
export const toWorkflowEvent = ({ type, data }: StoredEvent): WorkflowEvent =>
  ({ type, data }) as WorkflowEvent;
