import { describe, expect, it } from '@jest/globals';
import { Pool } from 'pg';
import { pino } from 'pino';
import { createChores } from '../../../../worker/activities/chores.js';
import { storeChores } from '../../../../worker/activities/store-chores.js';
import { InMemoryObjectStore } from '../../../support/in-memory-object-store.js';

const HOUR_MS = 3_600_000;
const logger = pino({ level: 'silent' });

function scene(works: Readonly<Record<string, () => Promise<unknown>>>) {
  const done: string[] = [];
  let nowMs = Date.parse('2026-01-01T00:00:00.000Z');
  const chores = Object.entries(works).map(([name, work]) => ({
    name,
    everyMs: HOUR_MS,
    work: () => {
      done.push(name);
      return work();
    },
  }));
  const doChores = createChores({ chores, now: () => new Date(nowMs), logger });
  const after = async (ms: number) => {
    nowMs += ms;
    await doChores();
    return done.splice(0);
  };
  return { after };
}

describe('chores', () => {
  it('are done at first and then each time they are due', async () => {
    const { after } = scene({ anchor: () => Promise.resolve() });
    expect(await after(0)).toEqual(['anchor']);
    expect(await after(HOUR_MS - 1)).toEqual([]);
    expect(await after(1)).toEqual(['anchor']);
  });

  it('that fail are due at once again, and keep no other from being done', async () => {
    const failing = () => Promise.reject(new Error('the database is away'));
    const { after } = scene({ failing, fine: () => Promise.resolve() });
    expect(await after(0)).toEqual(['failing', 'fine']);
    expect(await after(1)).toEqual(['failing']);
  });
});

describe('chores of the stores', () => {
  const parts = {
    pool: new Pool(),
    objectStore: new InMemoryObjectStore(),
    anchorMinutes: 60,
    now: () => new Date('2026-04-01T00:00:00.000Z'),
  };

  it('anchor each hour and drop telemetry each day', () => {
    const intervals = storeChores({ ...parts, telemetryDays: 90 }).map(({ everyMs }) => everyMs);
    expect(intervals).toEqual([HOUR_MS, 24 * HOUR_MS]);
  });

  it('drop what is older than the days that are kept', async () => {
    const asked: unknown[] = [];
    const query = (_text: string, values: unknown[]) => {
      asked.push(...values);
      return Promise.resolve({ rows: [{ dropped: 1 }] });
    };
    const pool = Object.assign(new Pool(), { query });
    await storeChores({ ...parts, pool, telemetryDays: 90 })[1]?.work();
    expect(asked).toEqual([new Date('2026-01-01T00:00:00.000Z')]);
  });

  it('drop no telemetry where all of it is kept', () => {
    expect(storeChores({ ...parts, telemetryDays: 0 }).map(({ name }) => name)).toEqual([
      'anchor the event streams',
    ]);
  });
});
