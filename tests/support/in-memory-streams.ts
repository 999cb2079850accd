import type { NewEvent, StoredEvent } from '#shared/contracts/event-envelope.js';
import { StreamVersionConflictError } from '#shared/event-store/errors.js';
import type {
  Appended,
  AppendOptions,
  EventStore,
  ReadOptions,
} from '#shared/event-store/event-store.js';

type Streams = Pick<EventStore, 'append' | 'readStream' | 'subscribe'>;

/** What clients of single streams use of the event store, without a server. */
export class InMemoryStreams implements Streams {
  readonly #events: StoredEvent[] = [];
  readonly #subscribers = new Set<{ readonly streamId: string; readonly onAppend: () => void }>();

  get subscribers(): number {
    return this.#subscribers.size;
  }

  append(
    streamId: string,
    events: readonly NewEvent[],
    { expectedVersion, metadata = {} }: AppendOptions,
  ): Promise<Appended> {
    const version = this.#stream(streamId).length;
    if (version !== expectedVersion) {
      return Promise.reject(new StreamVersionConflictError(streamId, expectedVersion, version));
    }
    events.forEach((event, index) => {
      this.#events.push({
        ...event,
        streamId,
        version: version + index + 1,
        globalPosition: String(this.#events.length + 1),
        metadata: { ...metadata },
        recordedAt: event.occurredAt,
      });
    });
    for (const subscriber of this.#subscribers) {
      if (subscriber.streamId === streamId) subscriber.onAppend();
    }
    return Promise.resolve({ lastVersion: version + events.length });
  }

  readStream(
    streamId: string,
    { fromVersion = 1, limit }: ReadOptions = {},
  ): Promise<StoredEvent[]> {
    return Promise.resolve(
      this.#stream(streamId)
        .slice(fromVersion - 1)
        .slice(0, limit),
    );
  }

  subscribe(streamId: string, onAppend: () => void): Promise<AsyncDisposable> {
    const subscriber = { streamId, onAppend };
    this.#subscribers.add(subscriber);
    return Promise.resolve({
      [Symbol.asyncDispose]: () => {
        this.#subscribers.delete(subscriber);
        return Promise.resolve();
      },
    });
  }

  #stream(streamId: string): StoredEvent[] {
    return this.#events.filter((event) => event.streamId === streamId);
  }
}
