import type { Logger } from '#shared/runtime/logger.js';

/** Work that is due from time to time, on one worker at a time. Doing it more often than due must be harmless. */
export type Chore = {
  readonly name: string;
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
};

export type ChoreParts = {
  readonly chores: readonly Chore[];
  readonly now: () => Date;
  readonly logger: Logger;
};

/**
 * Does what is due each time it is called, the first time everything: a process that starts does not know what another one
 * has done. A chore that fails is due again at the next call.
 */
export function createChores({ chores, now, logger }: ChoreParts): () => Promise<void> {
  const dueAtMs = new Map<Chore, number>();
  return async () => {
    for (const chore of chores) {
      const nowMs = now().getTime();
      if (nowMs < (dueAtMs.get(chore) ?? 0)) continue;
      try {
        await chore.work();
        dueAtMs.set(chore, nowMs + chore.everyMs);
      } catch (error) {
        logger.error({ err: error, chore: chore.name }, 'chore failed, it is tried again');
      }
    }
  };
}
