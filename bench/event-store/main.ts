/**
 * Appends of the event store against plain INSERTs of the same rows, over the same pool, in the same run.
 * `npx tsx bench/event-store/main.ts`; needs the timescaledb image, which the set-up builds.
 */
import { stdout } from 'node:process';
import { PostgresEventStore } from '#shared/event-store/postgres-event-store.js';
import { createRawTable, rawInsert, storeAppend } from './contenders.js';
import { BenchDatabase } from './database.js';
import { compare, type Comparison } from './measure.js';

const WRITERS = [1, 4, 16, 50];
const SIZES = [1, 10];

const cell = (value: string | number): string => String(value).padStart(9);

function line({ size, writers, rawPerSecond, storePerSecond, ratio }: Comparison): string {
  const cells = [size, writers, rawPerSecond.toFixed(0), storePerSecond.toFixed(0)];
  return [...cells, ratio.toFixed(2)].map(cell).join('');
}

await using database = await BenchDatabase.start(Math.max(...WRITERS) + 2);
await using events = new PostgresEventStore(database.pool);
await createRawTable(database.pool);
const contenders = { raw: rawInsert(database.pool), store: storeAppend(events) };

stdout.write(`appends per second, median of rounds\n`);
stdout.write(`${['events', 'writers', 'raw', 'store', 'ratio'].map(cell).join('')}\n`);
for (const size of SIZES) {
  for (const writers of WRITERS) {
    stdout.write(`${line(await compare({ size, writers }, contenders))}\n`);
  }
}
