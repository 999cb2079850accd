import { setTimeout as delay } from 'node:timers/promises';
import type { StoredEvent } from '#shared/contracts/event-envelope.js';
import type { ApiClient } from '../api-client.js';
import { ApiProblemError } from '../failures.js';

const RETRY_MS = 1000;
/** Connections in a row that may fail: an API that restarts is back long before. */
const MAX_FAILURES = 60;
const FINAL = new Set(['ExecutionCompleted', 'ExecutionFailed', 'ExecutionCancelled']);

/**
 * The events of an execution from the first to its last, each once. A lost connection is opened again
 * behind the last event that came.
 */
export async function* followEvents(api: ApiClient, id: string): AsyncGenerator<StoredEvent> {
  const path = `/api/v1/executions/${encodeURIComponent(id)}/events`;
  let last: StoredEvent | undefined;
  for (let failures = 0; ;) {
    try {
      for await (const event of api.events(path, last?.version ?? 0)) {
        last = event;
        failures = 0;
        yield event;
      }
      if (last && FINAL.has(last.type)) return;
    } catch (error) {
      failures += 1;
      if (isRefusal(error) || failures > MAX_FAILURES) throw error;
    }
    await delay(RETRY_MS);
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiProblemError && error.problem.status < 500;
}
