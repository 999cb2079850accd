import type { TelemetryRow } from './telemetry-row.js';

export type RowQueueLimits = {
  readonly batchRows: number;
  readonly batchBytes: number;
  readonly capacityRows: number;
  readonly capacityBytes: number;
};

/** What a row takes in memory beside its data: keys, ids, object headers. */
const ROW_OVERHEAD_BYTES = 300;

/** The rows an EventBuffer holds, in order, with those who wait for room or for durability. */
export class RowQueue {
  readonly #limits: RowQueueLimits;
  #rows: TelemetryRow[] = [];
  #bytes = 0;
  #pushed = 0;
  #settled = 0;
  #flushes: { upTo: number; resolve: () => void; reject: (error: Error) => void }[] = [];
  #roomSeekers: (() => void)[] = [];
  #abandoned: Error | undefined;

  constructor(limits: RowQueueLimits) {
    this.#limits = limits;
  }

  get rows(): number {
    return this.#rows.length;
  }

  get hasBatch(): boolean {
    return this.#rows.length >= this.#limits.batchRows || this.#bytes >= this.#limits.batchBytes;
  }

  get isAwaited(): boolean {
    return this.#flushes.length > 0;
  }

  /** Waits until something may be pushed; one push may go past the capacity, so that none is too large. */
  async room(): Promise<void> {
    while (this.#isFull()) {
      await new Promise<void>((resolve) => this.#roomSeekers.push(resolve));
    }
  }

  push(rows: readonly TelemetryRow[]): void {
    for (const row of rows) {
      this.#rows.push(row);
      this.#bytes += sizeOf(row);
    }
    this.#pushed += rows.length;
  }

  /** Resolves when all that was pushed before has been settled. */
  async settled(): Promise<void> {
    if (this.#abandoned) throw this.#abandoned;
    const upTo = this.#pushed;
    if (upTo <= this.#settled) return;
    await new Promise<void>((resolve, reject) => {
      this.#flushes.push({ upTo, resolve, reject });
    });
  }

  /** The oldest rows, as many as one batch takes; they count as held until they are settled. */
  nextBatch(): readonly TelemetryRow[] {
    let bytes = 0;
    const fits = this.#rows.findIndex((row, index) => {
      bytes += sizeOf(row);
      return index >= this.#limits.batchRows || (index > 0 && bytes > this.#limits.batchBytes);
    });
    return this.#rows.slice(0, fits === -1 ? this.#rows.length : fits);
  }

  settle(count: number): void {
    const gone = this.#rows.splice(0, count);
    for (const row of gone) this.#bytes -= sizeOf(row);
    this.#settled += gone.length;
    const reached = this.#flushes.filter(({ upTo }) => upTo <= this.#settled);
    this.#flushes = this.#flushes.filter(({ upTo }) => upTo > this.#settled);
    for (const { resolve } of reached) resolve();
    this.#admit();
  }

  /** Gives up on everything held, for good: whoever waits for durability gets the error. */
  abandon(error: Error): void {
    const flushes = this.#flushes;
    this.#abandoned = error;
    this.#flushes = [];
    this.#rows = [];
    this.#bytes = 0;
    for (const { reject } of flushes) reject(error);
    this.#admit();
  }

  #isFull(): boolean {
    return (
      this.#rows.length >= this.#limits.capacityRows || this.#bytes >= this.#limits.capacityBytes
    );
  }

  #admit(): void {
    if (this.#isFull()) return;
    const seekers = this.#roomSeekers;
    this.#roomSeekers = [];
    for (const enter of seekers) enter();
  }
}

const sizeOf = (row: TelemetryRow): number => row.data.length + ROW_OVERHEAD_BYTES;
