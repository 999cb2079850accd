import type { DefinitionPin, WorkflowDefinition } from '#shared/contracts/workflow-definition.js';
import { invariant } from '#shared/domain/invariant.js';
import type { EventStore } from '#shared/event-store/event-store.js';
import { changeWorkflow } from './change-workflow.js';

export type ApplyWorkflow = {
  readonly definition: WorkflowDefinition;
  /** Of `hashDefinition`. */
  readonly hash: string;
  /** ISO 8601. */
  readonly now: string;
};

export type AppliedWorkflow = {
  readonly pin: DefinitionPin;
  readonly change: 'created' | 'updated' | 'unchanged';
};

/** Makes the definition the newest version of its workflow; the same definition again changes nothing. */
export async function applyWorkflow(
  store: EventStore,
  { definition, hash, now }: ApplyWorkflow,
): Promise<AppliedWorkflow> {
  const { before, after } = await changeWorkflow(
    store,
    { workflowId: definition.id, now },
    { type: 'ApplyWorkflow', definition, hash },
  );
  invariant(after.status !== 'absent', 'an applied workflow exists');
  if (before.version === after.version) return { pin: after.pin, change: 'unchanged' };
  return { pin: after.pin, change: before.status === 'absent' ? 'created' : 'updated' };
}
