import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventBuffer } from '#shared/observability/event-buffer.js';
import { findSession } from '#shared/observability/find-session.js';
import { PostgresTelemetryWriter } from '#shared/observability/postgres-telemetry-writer.js';
import { readTimeline } from '#shared/observability/read-timeline.js';
import { createLogger } from '#shared/runtime/logger.js';
import { createCollector } from '../../../../worker/collector/collector.js';
import { expectedTelemetry } from '../../../support/expected-telemetry.js';
import { InMemoryObjectStore } from '../../../support/in-memory-object-store.js';
import { recordedJournal } from '../../../support/journals.js';
import { EXECUTION_ID, PHASE_ID, SESSION_ID } from '../../../support/telemetry-events.js';
import { type TestDatabase, TimescaleDb } from '../../../support/timescaledb.js';

const owner = { executionId: EXECUTION_ID, phaseId: PHASE_ID, sessionId: SESSION_ID };
const logger = createLogger('test', 'silent');
let server: TimescaleDb;
let database: TestDatabase;

beforeAll(async () => {
  server = await TimescaleDb.start();
  database = await server.createDatabase();
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** One worker: reads from `from` on, dies or ends after `to`, and says what it made durable. */
async function attach(from: number, to: number): Promise<number> {
  await using sink = new EventBuffer(new PostgresTelemetryWriter(database.app), logger);
  const collector = createCollector({ sink, objectStore: new InMemoryObjectStore() }, owner);
  for (const record of recordedJournal('parallel-tools').slice(from - 1, to)) {
    await collector.accept(record);
  }
  return await collector.flush();
}

describe('collecting into the hypertable', () => {
  it('leaves what one reading gives, when three workers read overlapping parts of a journal', async () => {
    const journal = recordedJournal('parallel-tools');
    const durable = await attach(1, 36);
    expect(durable).toBeLessThan(36);
    await attach(1, 50);
    await attach(durable + 1, journal.length);
    const { items } = await readTimeline(database.app, SESSION_ID, {
      limit: 1_000,
      includeChunks: true,
    });
    const expected = await expectedTelemetry(owner, journal);
    expect(items).toEqual(
      expected.map(({ seq, n, time, type, data }) => ({ seq, n, time, type, data })),
    );
    expect(await findSession(database.app, SESSION_ID)).toMatchObject({
      model: 'claude-sonnet-5-5',
      totals: { toolCalls: 2 },
    });
  });
});
