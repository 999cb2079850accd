import type { StoredEvent } from '#shared/contracts/event-envelope.js';
import type { ExecutionEvent } from '#shared/contracts/execution-events.js';
import type { WorkflowEvent } from '#shared/contracts/workflow-events.js';
import type { Queryable } from '#shared/event-store/event-row.js';

type DomainEvent = ExecutionEvent | WorkflowEvent;

export type EventOf<T extends DomainEvent['type']> = StoredEvent &
  Extract<DomainEvent, { type: T }>;

type Handlers = {
  readonly [T in DomainEvent['type']]?: (db: Queryable, event: EventOf<T>) => Promise<unknown>;
};

/**
 * One read model: its table and what each event does to it. Handlers are SQL alone, with plain table names and
 * no named statements, so that `verify` can let them run on tables of the same names that are temporary.
 */
export type Projection = { readonly table: string; readonly on: Handlers };

/** Only our own writers fill the store: what it gives back is typed as it was when it was appended. */
export async function project(
  projection: Projection,
  db: Queryable,
  event: StoredEvent,
): Promise<void> {
  const handlers = projection.on as Partial<
    Record<string, (db: Queryable, event: StoredEvent) => Promise<unknown>>
  >;
  await handlers[event.type]?.(db, event);
}
