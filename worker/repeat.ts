import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '#shared/runtime/logger.js';

export type Repeated = {
  readonly name: string;
  readonly work: () => Promise<unknown>;
  readonly intervalMs: number;
  readonly signal: AbortSignal;
  readonly logger: Logger;
};

/** Works at once and then at each interval until the signal. A failed round is logged; the next one follows. */
export async function repeat(task: Repeated): Promise<void> {
  const { name, work, intervalMs, signal, logger } = task;
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      logger.error({ err: error, task: name }, 'round failed');
    }
    await delay(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}
