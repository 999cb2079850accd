import type { DefinitionPin, WorkflowDefinition } from '#shared/contracts/workflow-definition.js';
import type { WorkflowEvent } from '#shared/contracts/workflow-events.js';
import { DomainError } from '#shared/domain/domain-error.js';
import type { EventStore } from './event-store.js';

/** The definition as it was when the execution pinned it. Errors: DefinitionNotFoundError. */
export async function loadDefinition(
  store: Pick<EventStore, 'readStream'>,
  pin: DefinitionPin,
): Promise<WorkflowDefinition> {
  const [stored] = await store.readStream(`workflow:${pin.workflowId}`, {
    fromVersion: pin.version,
    limit: 1,
  });
  const event = stored as WorkflowEvent | undefined;
  if (event === undefined || event.type === 'WorkflowArchived') {
    throw new DefinitionNotFoundError(pin);
  }
  if (event.data.pin.hash !== pin.hash) throw new DefinitionNotFoundError(pin);
  return event.data.definition;
}

export class DefinitionNotFoundError extends DomainError {
  override name = 'DefinitionNotFoundError';
  readonly code = 'definition_not_found';

  constructor(readonly pin: DefinitionPin) {
    super(
      `version ${pin.version} of workflow ${pin.workflowId} with hash ${pin.hash} is not in the event store`,
    );
  }
}
