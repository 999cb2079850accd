import { randomUUID } from 'node:crypto';
import {
  decide,
  evolve,
  type Workflow,
  type WorkflowCommand,
} from '#shared/domain/workflow/workflow.js';
import { StreamVersionConflictError } from '#shared/event-store/errors.js';
import type { EventStore } from '#shared/event-store/event-store.js';
import { readWorkflowStream, workflowStreamId } from './workflow-stream.js';

/** Each lost race means that another writer got through, so a few tries are enough for people. */
const MAX_TRIES = 5;

export type WorkflowChange = { readonly before: Workflow; readonly after: Workflow };

/** Reads, decides and appends; decides again when another writer came in between. */
export async function changeWorkflow(
  store: EventStore,
  { workflowId, now }: { readonly workflowId: string; readonly now: string },
  command: WorkflowCommand,
): Promise<WorkflowChange> {
  for (let attempt = 1; ; attempt += 1) {
    const { workflow: before } = await readWorkflowStream(store, workflowId);
    const events = decide(command, before);
    // Random ids: two writers that race to the same version are never taken for one that repeats itself.
    const stamped = events.map((event) => ({
      ...event,
      id: randomUUID(),
      schemaVersion: 1,
      occurredAt: now,
    }));
    try {
      await store.append(workflowStreamId(workflowId), stamped, {
        expectedVersion: before.version,
      });
      return { before, after: events.reduce(evolve, before) };
    } catch (error) {
      if (!(error instanceof StreamVersionConflictError) || attempt === MAX_TRIES) throw error;
    }
  }
}
