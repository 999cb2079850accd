import type { TelemetryEvent } from '#shared/contracts/telemetry.js';
import type { Logger } from '#shared/runtime/logger.js';
import { RowQueue } from './row-queue.js';
import { type TelemetryRow, toRow } from './telemetry-row.js';
import { RowsRefusedError, type TelemetryWriter } from './telemetry-writer.js';

/** Where collectors and the gateway hand their telemetry. */
export interface TelemetrySink {
  /** Resolves when the events are accepted: waits while the buffer is full, never drops. */
  add(events: readonly TelemetryEvent[]): Promise<void>;
  /** Resolves when everything added before is durable. TelemetryNotDurableError when the sink closed first. */
  flush(): Promise<void>;
}

export type EventBufferOptions = {
  /** A batch is written when it has this many rows or bytes, or when its oldest row is this old. */
  readonly batchRows: number;
  readonly batchBytes: number;
  readonly flushAfterMs: number;
  /** `add` waits while this much is held. */
  readonly capacityRows: number;
  readonly capacityBytes: number;
  /** Pause after a failed write, doubled with each failure up to the longest. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  /** How long closing waits for the database. */
  readonly drainMs: number;
};

/** 1,000 rows a batch is where inserts stopped getting faster (docs/decisions/0003-telemetry-identity.md). */
const DEFAULT_EVENT_BUFFER: EventBufferOptions = {
  batchRows: 1_000,
  batchBytes: 1_048_576,
  flushAfterMs: 200,
  capacityRows: 10_000,
  capacityBytes: 16_777_216,
  retryMs: 100,
  maxRetryMs: 5_000,
  drainMs: 10_000,
};

/** Bounded queue before the hypertable: batches, one write at a time, retried for as long as the database is away. */
export class EventBuffer implements TelemetrySink, AsyncDisposable {
  readonly #writer: TelemetryWriter;
  readonly #logger: Logger;
  readonly #options: EventBufferOptions;
  readonly #queue: RowQueue;
  readonly #closing = new AbortController();
  #accepting = true;
  #writing = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(writer: TelemetryWriter, logger: Logger, options: Partial<EventBufferOptions> = {}) {
    this.#writer = writer;
    this.#logger = logger;
    this.#options = { ...DEFAULT_EVENT_BUFFER, ...options };
    this.#queue = new RowQueue(this.#options);
  }

  async add(events: readonly TelemetryEvent[]): Promise<void> {
    await this.#queue.room();
    if (!this.#accepting) throw new TelemetryNotDurableError();
    this.#queue.push(events.map(toRow));
    this.#schedule();
  }

  async flush(): Promise<void> {
    const durable = this.#queue.settled();
    this.#schedule();
    await durable;
  }

  /** Writes what is held, for `drainMs` at most; what could not be written fails the waiting flushes. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#accepting = false;
    const deadline = setTimeout(() => {
      this.#logger.error({ rows: this.#queue.rows }, 'telemetry left unwritten');
      this.#queue.abandon(new TelemetryNotDurableError());
      this.#closing.abort();
    }, this.#options.drainMs);
    try {
      await this.flush();
    } catch (error) {
      if (!(error instanceof TelemetryNotDurableError)) throw error;
    } finally {
      clearTimeout(deadline);
      clearTimeout(this.#timer);
    }
  }

  #schedule(): void {
    if (this.#writing || this.#queue.rows === 0) return;
    if (this.#queue.isAwaited || this.#queue.hasBatch) {
      void this.#drain();
      return;
    }
    this.#timer ??= setTimeout(() => void this.#drain(), this.#options.flushAfterMs);
  }

  async #drain(): Promise<void> {
    if (this.#writing) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = true;
    const batch = this.#queue.nextBatch();
    await this.#write(batch);
    this.#queue.settle(batch.length);
    this.#writing = false;
    this.#schedule();
  }

  /** Never rejects: tries until the rows are durable, refused, or abandoned by closing. */
  async #write(rows: readonly TelemetryRow[]): Promise<void> {
    for (let failures = 0; !this.#closing.signal.aborted; failures += 1) {
      try {
        await this.#writer.write(rows);
        return;
      } catch (error) {
        if (error instanceof RowsRefusedError) {
          await this.#isolate(rows, error);
          return;
        }
        this.#logger.warn({ err: error, rows: rows.length }, 'telemetry write failed, retrying');
      }
      await this.#pause(failures);
    }
  }

  /** One row that can never be stored must not hold up all others: halves the batch until it stands alone. */
  async #isolate(rows: readonly TelemetryRow[], error: RowsRefusedError): Promise<void> {
    const [first] = rows;
    if (rows.length > 1) {
      const middle = Math.ceil(rows.length / 2);
      await this.#write(rows.slice(0, middle));
      await this.#write(rows.slice(middle));
    } else if (first) {
      const { journalId, seq, n, type } = first;
      this.#logger.error({ err: error, journalId, seq, n, type }, 'telemetry row refused');
    }
  }

  async #pause(failures: number): Promise<void> {
    const { retryMs, maxRetryMs } = this.#options;
    const { signal } = this.#closing;
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.min(retryMs * 2 ** failures, maxRetryMs));
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

export class TelemetryNotDurableError extends Error {
  override name = 'TelemetryNotDurableError';

  constructor() {
    super('the telemetry buffer closed before everything was durable');
  }
}
