/**
 * Telemetry rows per second through the writer and through the whole buffer, against plain INSERTs into a
 * hypertable of the same columns and indexes, which know neither repetition nor totals.
 * `npx tsx bench/ingest/main.ts`; needs the timescaledb image, which the set-up builds.
 */
import { performance } from 'node:perf_hooks';
import { stdout } from 'node:process';
import type { TelemetryEvent } from '#shared/contracts/telemetry.js';
import { EventBuffer } from '#shared/observability/event-buffer.js';
import { PostgresTelemetryWriter } from '#shared/observability/postgres-telemetry-writer.js';
import { type TelemetryRow, toRow } from '#shared/observability/telemetry-row.js';
import type { TelemetryWriter } from '#shared/observability/telemetry-writer.js';
import { createLogger } from '#shared/runtime/logger.js';
import { BenchDatabase } from '../event-store/database.js';
import { createPlainTable, PlainWriter } from './plain-writer.js';
import { sampleSession } from './sample-events.js';

const SESSIONS = 20;
const BATCHES = [1, 10, 100, 1_000, 5_000];

/** Enough for a steady figure without waiting a minute for the smallest batch. */
const rowsFor = (batch: number): number => Math.min(60_000, batch * 2_000);

let sessions = 0;
function freshEvents(rows: number): TelemetryEvent[] {
  return Array.from({ length: SESSIONS }, () => {
    sessions += 1;
    return sampleSession(sessions, Math.ceil(rows / SESSIONS));
  }).flat();
}

async function perSecond(rows: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (rows / (performance.now() - start)) * 1_000;
}

async function writeAll(
  writer: TelemetryWriter,
  rows: readonly TelemetryRow[],
  batch: number,
): Promise<void> {
  for (let at = 0; at < rows.length; at += batch) await writer.write(rows.slice(at, at + batch));
}

async function bufferAll(writer: TelemetryWriter, batchRows: number): Promise<number> {
  const events = freshEvents(rowsFor(batchRows));
  await using buffer = new EventBuffer(writer, createLogger('bench', 'warn'), { batchRows });
  return await perSecond(events.length, async () => {
    for (const event of events) await buffer.add([event]);
    await buffer.flush();
  });
}

await using database = await BenchDatabase.start(4);
await createPlainTable(database.pool);
const writer = new PostgresTelemetryWriter(database.pool);
const plain = new PlainWriter(database.pool);

const line = (cells: readonly (string | number)[]): string =>
  `${cells.map((cell) => String(cell).padStart(10)).join('')}\n`;

stdout.write('rows per second\n');
stdout.write(line(['batch', 'plain', 'writer', 'ratio', 'replayed', 'buffer']));
for (const batch of BATCHES) {
  const rows = freshEvents(rowsFor(batch)).map(toRow);
  const plainly = await perSecond(rows.length, () => writeAll(plain, rows, batch));
  const written = await perSecond(rows.length, () => writeAll(writer, rows, batch));
  const replayed = await perSecond(rows.length, () => writeAll(writer, rows, batch));
  const buffered = await bufferAll(writer, batch);
  const rates = [plainly, written].map(Math.round);
  const ratio = (written / plainly).toFixed(2);
  stdout.write(line([batch, ...rates, ratio, Math.round(replayed), Math.round(buffered)]));
}
