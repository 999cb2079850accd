import type { Pool } from 'pg';
import type { AppendBatch } from '#shared/contracts/activities.js';
import type { NewEvent, StoredEvent } from '#shared/contracts/event-envelope.js';
import { AppendAnnouncer } from './append-announcer.js';
import { appendBatch } from './append-batch.js';
import { appendEvents } from './append-events.js';
import { AppendListener } from './append-listener.js';
import type {
  Appended,
  AppendOptions,
  Checkpoint,
  EventStore,
  OpenStream,
  ReadOptions,
  RecordedEvent,
} from './event-store.js';
import { openStreams } from './open-streams.js';
import { readAll } from './read-all.js';
import { readStream } from './read-stream.js';

/** The pool stays the caller's; disposing the store gives back the connection that it listens on. */
export class PostgresEventStore implements EventStore {
  readonly #announcer: AppendAnnouncer;
  readonly #listener: AppendListener;

  constructor(private readonly pool: Pool) {
    this.#announcer = new AppendAnnouncer(pool);
    this.#listener = new AppendListener(pool);
  }

  async append(
    streamId: string,
    events: readonly NewEvent[],
    options: AppendOptions,
  ): Promise<Appended> {
    const appended = await appendEvents(this.pool, streamId, { ...options, events });
    this.#announcer.announce(streamId);
    return appended;
  }

  async appendBatch(batch: AppendBatch): Promise<Appended> {
    const appended = await appendBatch(this.pool, batch);
    this.#announcer.announce(batch.streamId);
    return appended;
  }

  readStream(streamId: string, options?: ReadOptions): Promise<StoredEvent[]> {
    return readStream(this.pool, streamId, options);
  }

  readAll(options: { after: Checkpoint; limit: number }): Promise<RecordedEvent[]> {
    return readAll(this.pool, options);
  }

  openStreams(): Promise<OpenStream[]> {
    return openStreams(this.pool);
  }

  subscribe(streamId: string, onAppend: () => void): Promise<AsyncDisposable> {
    return this.#listener.subscribe(streamId, onAppend);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#announcer[Symbol.asyncDispose]();
    await this.#listener[Symbol.asyncDispose]();
  }
}
