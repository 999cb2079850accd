import { setTimeout as delay } from 'node:timers/promises';
import type { StoredEvent } from '#shared/contracts/event-envelope.js';
import type { ApiClient } from '../api-client.js';
import { patiently } from './patiently.js';

/** Between two connections, in ms: one that ends early is no reason to hammer the API. */
const PAUSE_MS = 500;
const FINAL = new Set(['ExecutionCompleted', 'ExecutionFailed', 'ExecutionCancelled']);

/**
 * The events of an execution from the first to its last, each once. A lost connection is opened again
 * behind the last event that came.
 */
export async function* followEvents(api: ApiClient, id: string): AsyncGenerator<StoredEvent> {
  const path = `/api/v1/executions/${encodeURIComponent(id)}/events`;
  let last: StoredEvent | undefined;
  for (;;) {
    const connection = await patiently(() => api.events(path, last?.version ?? 0));
    for await (const event of untilLost(connection)) {
      last = event;
      yield event;
    }
    if (last && FINAL.has(last.type)) return;
    await delay(PAUSE_MS);
  }
}

/** A connection that breaks ends like one that was closed: what it did not bring comes with the next. */
async function* untilLost(connection: AsyncIterable<StoredEvent>): AsyncGenerator<StoredEvent> {
  try {
    yield* connection;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // what fetch throws when the other side is gone
  }
}
