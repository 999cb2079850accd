import type { DefinitionPin, WorkflowDefinition } from '#shared/contracts/workflow-definition.js';
import type { WorkflowEvent } from '#shared/contracts/workflow-events.js';
import { DomainError } from '#shared/domain/domain-error.js';
import { invariant } from '#shared/domain/invariant.js';

type Defined = { readonly pin: DefinitionPin; readonly definition: WorkflowDefinition };

/** `version` counts the stream's events: the version of a definition is that of the event that brought it. */
export type Workflow =
  | { readonly status: 'absent'; readonly version: 0 }
  | ({ readonly status: 'active' | 'archived'; readonly version: number } & Defined);

export type WorkflowCommand =
  | {
      readonly type: 'ApplyWorkflow';
      readonly definition: WorkflowDefinition;
      /** SHA-256 of the definition's canonical JSON. */
      readonly hash: string;
    }
  | { readonly type: 'ArchiveWorkflow'; readonly workflowId: string; readonly by?: string };

export const initialState = (): Workflow => ({ status: 'absent', version: 0 });

export function evolve(state: Workflow, event: WorkflowEvent): Workflow {
  const version = state.version + 1;
  switch (event.type) {
    case 'WorkflowCreated':
    case 'WorkflowUpdated':
      return { status: 'active', version, ...event.data };
    case 'WorkflowArchived':
      invariant(state.status !== 'absent', 'a workflow is archived after it was created');
      return { ...state, status: 'archived', version };
  }
}

export function decide(command: WorkflowCommand, state: Workflow): WorkflowEvent[] {
  switch (command.type) {
    case 'ApplyWorkflow':
      return apply(command, state);
    case 'ArchiveWorkflow':
      return archive(command, state);
  }
}

type CommandOf<T extends WorkflowCommand['type']> = Extract<WorkflowCommand, { type: T }>;

function apply({ definition, hash }: CommandOf<'ApplyWorkflow'>, state: Workflow): WorkflowEvent[] {
  if (state.status === 'active' && state.pin.hash === hash) return [];
  const pin = { workflowId: definition.id, version: state.version + 1, hash };
  const type = state.status === 'absent' ? 'WorkflowCreated' : 'WorkflowUpdated';
  return [{ type, data: { pin, definition } }];
}

function archive(
  { workflowId, by }: CommandOf<'ArchiveWorkflow'>,
  state: Workflow,
): WorkflowEvent[] {
  if (state.status === 'absent') throw new WorkflowNotFoundError(workflowId);
  if (state.status === 'archived') return [];
  return [{ type: 'WorkflowArchived', data: by === undefined ? {} : { by } }];
}

/** What a new execution pins. Errors: WorkflowNotFoundError, WorkflowArchivedError. */
export function startable(workflowId: string, state: Workflow): Defined {
  if (state.status === 'absent') throw new WorkflowNotFoundError(workflowId);
  if (state.status === 'archived') throw new WorkflowArchivedError(workflowId);
  return { pin: state.pin, definition: state.definition };
}

export class WorkflowNotFoundError extends DomainError {
  override name = 'WorkflowNotFoundError';
  readonly code = 'workflow_not_found';

  constructor(readonly workflowId: string) {
    super(`workflow ${workflowId} does not exist; apply its definition first`);
  }
}

export class WorkflowArchivedError extends DomainError {
  override name = 'WorkflowArchivedError';
  readonly code = 'workflow_archived';

  constructor(readonly workflowId: string) {
    super(`workflow ${workflowId} is archived; apply its definition again to use it`);
  }
}
