import { describe, expect, it } from '@jest/globals';
import { EventBuffer, TelemetryNotDurableError } from '#shared/observability/event-buffer.js';
import type { TelemetryRow } from '#shared/observability/telemetry-row.js';
import { RowsRefusedError, type TelemetryWriter } from '#shared/observability/telemetry-writer.js';
import { createLogger } from '#shared/runtime/logger.js';
import { telemetryEvent } from '../../../support/telemetry-events.js';
import { until } from '../../../support/until.js';

const logger = createLogger('test', 'silent');
const NEVER_BY_TIME = { flushAfterMs: 3_600_000 };
const events = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => telemetryEvent(first + index));

/** Keeps what it is given; each write waits for `release` when it is gated, or fails as told. */
class FakeWriter implements TelemetryWriter {
  readonly batches: number[][] = [];
  readonly failures: Error[] = [];
  running = 0;
  mostAtOnce = 0;
  refused = new Set<number>();
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;

  close(): void {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    this.#open();
  }

  get stored(): number[] {
    return this.batches.flat();
  }

  async write(rows: readonly TelemetryRow[]): Promise<number> {
    this.running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running);
    await this.#gate;
    this.running -= 1;
    const failure = this.failures.shift();
    if (failure) throw failure;
    const seqs = rows.map(({ seq }) => seq);
    if (seqs.some((seq) => this.refused.has(seq))) throw new RowsRefusedError({});
    this.batches.push(seqs);
    return rows.length;
  }
}

describe('event buffer', () => {
  it('makes everything that was added durable before a flush resolves', async () => {
    const writer = new FakeWriter();
    await using buffer = new EventBuffer(writer, logger, { ...NEVER_BY_TIME, batchRows: 4 });
    await buffer.add(events(1, 3));
    await buffer.add(events(4, 10));
    await buffer.flush();
    expect(writer.stored).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(writer.batches.every(({ length }) => length <= 4)).toBe(true);
  });

  it('writes a full batch without being asked', async () => {
    const writer = new FakeWriter();
    await using buffer = new EventBuffer(writer, logger, { ...NEVER_BY_TIME, batchRows: 3 });
    await buffer.add(events(1, 4));
    await until(() => writer.stored.length === 3);
  });

  it('writes a batch that is large in bytes though small in rows', async () => {
    const writer = new FakeWriter();
    await using buffer = new EventBuffer(writer, logger, { ...NEVER_BY_TIME, batchBytes: 1_000 });
    await buffer.add(events(1, 5));
    await until(() => writer.stored.length > 0);
    expect(writer.batches[0]?.length).toBeLessThan(5);
  });

  it('writes the odd row once it is old enough', async () => {
    const writer = new FakeWriter();
    await using buffer = new EventBuffer(writer, logger, { flushAfterMs: 1 });
    await buffer.add(events(1, 1));
    await until(() => writer.stored.length === 1);
  });

  it('has one write under way at a time, in order', async () => {
    const writer = new FakeWriter();
    await using buffer = new EventBuffer(writer, logger, { ...NEVER_BY_TIME, batchRows: 2 });
    await Promise.all([buffer.add(events(1, 5)), buffer.flush(), buffer.add(events(6, 9))]);
    await buffer.flush();
    expect(writer.mostAtOnce).toBe(1);
    expect(writer.stored).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it.each([{ capacityRows: 4 }, { capacityBytes: 1_000 }])(
    'lets whoever adds wait while it is full (%o)',
    async (limit) => {
      const writer = new FakeWriter();
      writer.close();
      await using buffer = new EventBuffer(writer, logger, { batchRows: 2, ...limit });
      await buffer.add(events(1, 4));
      let added = false;
      const waiting = buffer.add(events(5, 5)).then(() => {
        added = true;
      });
      await until(() => writer.running === 1);
      expect(added).toBe(false);
      writer.open();
      await waiting;
      await buffer.flush();
      expect(writer.stored).toEqual([1, 2, 3, 4, 5]);
    },
  );

  it('tries again until the database is back, and loses nothing', async () => {
    const writer = new FakeWriter();
    writer.failures.push(...Array.from({ length: 5 }, () => new Error('connection refused')));
    await using buffer = new EventBuffer(writer, logger, { retryMs: 1, maxRetryMs: 2 });
    await buffer.add(events(1, 3));
    await buffer.flush();
    expect(writer.stored).toEqual([1, 2, 3]);
  });

  it('leaves out the one row that the database can never take', async () => {
    const writer = new FakeWriter();
    writer.refused = new Set([4]);
    await using buffer = new EventBuffer(writer, logger, NEVER_BY_TIME);
    await buffer.add(events(1, 7));
    await buffer.flush();
    expect(writer.stored).toEqual([1, 2, 3, 5, 6, 7]);
  });

  it('writes what it holds when it is closed', async () => {
    const writer = new FakeWriter();
    const buffer = new EventBuffer(writer, logger, NEVER_BY_TIME);
    await buffer.add(events(1, 3));
    await buffer[Symbol.asyncDispose]();
    expect(writer.stored).toEqual([1, 2, 3]);
    await expect(buffer.add(events(4, 4))).rejects.toThrow(TelemetryNotDurableError);
  });

  it('fails the waiting flushes when it is closed while the database stays away', async () => {
    const writer = new FakeWriter();
    writer.close();
    const buffer = new EventBuffer(writer, logger, { ...NEVER_BY_TIME, drainMs: 1 });
    await buffer.add(events(1, 3));
    const flushed = buffer.flush();
    await Promise.all([
      expect(flushed).rejects.toThrow(TelemetryNotDurableError),
      buffer[Symbol.asyncDispose](),
    ]);
    await expect(buffer.flush()).rejects.toThrow(TelemetryNotDurableError);
  });
});
