import { setTimeout as delay } from 'node:timers/promises';
import type { Notification, Pool, PoolClient } from 'pg';
import { APPEND_CHANNEL } from './append-announcer.js';
import { ALL_STREAMS } from './event-store.js';

const RECONNECT_MS = 1_000;

/** Hears announcements on one connection, kept while there are subscribers or until it is disposed. */
export class AppendListener implements AsyncDisposable {
  readonly #subscribers = new Map<string, Set<() => void>>();
  readonly #disposed = new AbortController();
  #connection: Promise<PoolClient> | undefined;

  constructor(private readonly pool: Pool) {}

  /** Resolves once appends are heard; rejects when the database cannot be reached. */
  async subscribe(streamId: string, onAppend: () => void): Promise<AsyncDisposable> {
    await this.#connected();
    const subscribers = this.#subscribers.get(streamId) ?? new Set();
    this.#subscribers.set(streamId, subscribers);
    // A callback of its own: the same function may subscribe twice.
    const subscriber = (): void => {
      onAppend();
    };
    subscribers.add(subscriber);
    return {
      [Symbol.asyncDispose]: () => {
        subscribers.delete(subscriber);
        if (subscribers.size === 0) this.#subscribers.delete(streamId);
        return Promise.resolve();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed.abort();
    const client = await this.#connection?.catch(() => undefined);
    client?.removeAllListeners('error').on('error', () => undefined);
    client?.release(true);
  }

  #connected(): Promise<PoolClient> {
    this.#connection ??= this.#listen().catch((error: unknown) => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }

  async #listen(): Promise<PoolClient> {
    const client = await this.pool.connect();
    client.once('error', () => {
      client.release(true);
      void this.#reconnect();
    });
    client.on('notification', ({ payload }: Notification) => {
      this.#wake([payload ?? '', ALL_STREAMS]);
    });
    await client.query(`LISTEN ${APPEND_CHANNEL}`);
    return client;
  }

  async #reconnect(): Promise<void> {
    this.#connection = undefined;
    while (!this.#disposed.signal.aborted) {
      const connected = await this.#connected().then(
        () => true,
        () => false,
      );
      if (connected) {
        this.#wake(this.#subscribers.keys()); // for what was said meanwhile
        return;
      }
      await delay(RECONNECT_MS, undefined, { signal: this.#disposed.signal }).catch(
        () => undefined,
      );
    }
  }

  #wake(streamIds: Iterable<string>): void {
    for (const streamId of streamIds) {
      for (const subscriber of this.#subscribers.get(streamId) ?? []) subscriber();
    }
  }
}
