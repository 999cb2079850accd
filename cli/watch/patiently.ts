import { setTimeout as delay } from 'node:timers/promises';
import { ApiProblemError, ApiUnreachableError } from '../failures.js';

const RETRY_MS = 1000;
/** An API that restarts is back long before. */
const MAX_TRIES = 60;

/** Asks again while the API is away or not ready, for a minute; whoever watches does not mind. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error) || tries === MAX_TRIES) throw error;
    }
    await delay(RETRY_MS);
  }
}

/** Down, restarting, or cut in the middle of an answer (`terminated`, a TypeError of fetch). */
function isPassing(error: unknown): boolean {
  if (error instanceof ApiProblemError) return error.problem.status >= 500;
  return error instanceof ApiUnreachableError || error instanceof TypeError;
}
