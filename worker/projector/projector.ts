import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { ALL_STREAMS, type EventStore } from '#shared/event-store/event-store.js';
import { projectNext } from '#shared/projections/project-events.js';
import type { Logger } from '#shared/runtime/logger.js';

/** How late a read model may be when an announcement was lost, or after another worker died. */
const POLL_MS = 1_000;

/** Also how long it rests when the database fails. */
const RETRY_MS = 2_000;

export type ProjectorOptions = {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly logger: Logger;
};

/**
 * Keeps the read models up with the events. Any number of workers may run one: a lock lets one at a time work.
 * Disposing it lets the batch at hand end.
 */
export class Projector implements AsyncDisposable {
  readonly #stopped = new AbortController();
  #wakeUp = new AbortController();
  readonly #running: Promise<void>;

  constructor(private readonly options: ProjectorOptions) {
    this.#running = this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    this.#wakeUp.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const subscription = await this.#subscribe();
    while (!this.#stopped.signal.aborted) {
      // Before the events are read: what is appended meanwhile must wake the next wait.
      this.#wakeUp = new AbortController();
      const restMs = await this.#catchUp();
      await this.#rest(restMs);
    }
    await subscription?.[Symbol.asyncDispose]();
  }

  async #subscribe(): Promise<AsyncDisposable | undefined> {
    const { store, logger } = this.options;
    try {
      return await store.subscribe(ALL_STREAMS, () => {
        this.#wakeUp.abort();
      });
    } catch (error) {
      logger.warn({ err: error }, 'projector polls: it cannot listen to the event store');
      return undefined;
    }
  }

  /** Returns how long to wait when nothing is announced. */
  async #catchUp(): Promise<number> {
    try {
      while (!this.#stopped.signal.aborted && (await projectNext(this.options.pool)) > 0);
      return POLL_MS;
    } catch (error) {
      this.options.logger.error({ err: error }, 'projection failed; it is tried again');
      return RETRY_MS;
    }
  }

  async #rest(restMs: number): Promise<void> {
    await delay(restMs, undefined, { signal: this.#wakeUp.signal }).catch(() => undefined);
  }
}
