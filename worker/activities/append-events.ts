import type { OutboxActivities } from '#shared/contracts/activities.js';
import type { EventStore } from '#shared/event-store/event-store.js';

/** The outbox's end in the store. Errors: those of `EventStore.appendBatch`. */
export function createOutboxActivities(store: Pick<EventStore, 'appendBatch'>): OutboxActivities {
  return {
    async appendEvents(batch) {
      await store.appendBatch(batch);
    },
  };
}
