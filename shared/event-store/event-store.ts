import type { AppendBatch } from '#shared/contracts/activities.js';
import type { NewEvent, StoredEvent } from '#shared/contracts/event-envelope.js';

/** Place in the order of all streams; commits in this order, unlike the position alone. */
export type Checkpoint = { readonly transactionId: string; readonly globalPosition: string };

/** Before the first event. */
export const BEGINNING: Checkpoint = { transactionId: '0', globalPosition: '0' };

export type RecordedEvent = StoredEvent & { readonly checkpoint: Checkpoint };

export type AppendOptions = {
  /** Events that the writer has seen in the stream; 0 for a new stream. */
  readonly expectedVersion: number;
  readonly metadata?: Readonly<Record<string, unknown>>;
};

export type Appended = {
  /** Version of the stream's last event after the call. */
  readonly lastVersion: number;
};

export type ReadOptions = {
  /** First version that is wanted, from 1. */
  readonly fromVersion?: number;
  readonly limit?: number;
};

export type OpenStream = {
  readonly streamId: string;
  /** The Temporal run that wrote last. */
  readonly runId: string;
  readonly lastVersion: number;
};

/**
 * The append-only log of domain events. Events of a stream are versioned from 1 without a gap, by the
 * store, under the stream's lock. Appending ids that the stream has already is a success that changes nothing.
 */
export interface EventStore extends AsyncDisposable {
  /**
   * For command handlers: appends if the stream is still at `expectedVersion`.
   * Errors: StreamVersionConflictError (read again, decide again), EventIdTakenError.
   */
  append(streamId: string, events: readonly NewEvent[], options: AppendOptions): Promise<Appended>;

  /**
   * For the outbox of executions. Every event gets the metadata `{runId, seq}`; batches of a run arrive in
   * order of `seq`. The first batch of another run is a reset in Temporal: `ExecutionReset` (id
   * `<stream>/<run>/reset`) goes before it in the same transaction, and where the batch starts beyond 1,
   * the events that both runs share are repeated under the new run (ids `<stream>/<run>/<seq>`), because the
   * new run's history contains them and will not send them again.
   * Errors: SupersededRunError (never retry), OutOfOrderBatchError (an event would be lost), EventIdTakenError.
   */
  appendBatch(batch: AppendBatch): Promise<Appended>;

  /** In order of version; empty for a stream that does not exist. Default limit: all. */
  readStream(streamId: string, options?: ReadOptions): Promise<StoredEvent[]>;

  /**
   * All streams in an order in which no late commit is skipped: an event is shown only when no older
   * transaction can commit any more.
   */
  readAll(options: {
    readonly after: Checkpoint;
    readonly limit: number;
  }): Promise<RecordedEvent[]>;

  /** Executions without a final event since their last reset. */
  openStreams(): Promise<OpenStream[]>;

  /**
   * Calls back some milliseconds after appends to a stream, or to any. A hint only: it may come late, twice or for nothing, and is
   * lost with a crash of the writer, so poll as well. The caller disposes it.
   */
  subscribe(streamId: string, onAppend: () => void): Promise<AsyncDisposable>;
}

/** Subscribes to every stream. No stream has this id. */
export const ALL_STREAMS = 'all';
