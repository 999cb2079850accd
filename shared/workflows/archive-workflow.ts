import type { EventStore } from '#shared/event-store/event-store.js';
import { changeWorkflow } from './change-workflow.js';

export type ArchiveWorkflow = {
  readonly workflowId: string;
  readonly by?: string;
  /** ISO 8601. */
  readonly now: string;
};

/** No execution starts with it any more until it is applied again. Errors: WorkflowNotFoundError. */
export async function archiveWorkflow(
  store: EventStore,
  { workflowId, by, now }: ArchiveWorkflow,
): Promise<void> {
  await changeWorkflow(
    store,
    { workflowId, now },
    { type: 'ArchiveWorkflow', workflowId, ...(by !== undefined && { by }) },
  );
}
