import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { TelemetryEvent } from '#shared/contracts/telemetry.js';
import { dropTelemetryBefore } from '#shared/observability/drop-telemetry.js';
import { EventBuffer } from '#shared/observability/event-buffer.js';
import { findSession } from '#shared/observability/find-session.js';
import { InvalidCursorError } from '#shared/observability/page-cursor.js';
import { PostgresTelemetryWriter } from '#shared/observability/postgres-telemetry-writer.js';
import { readConversation } from '#shared/observability/read-conversation.js';
import { readTimeline } from '#shared/observability/read-timeline.js';
import { spentOutputTokens } from '#shared/observability/spent-output-tokens.js';
import { toRow } from '#shared/observability/telemetry-row.js';
import { RowsRefusedError } from '#shared/observability/telemetry-writer.js';
import { totalsByExecution, usageBySession } from '#shared/observability/usage-totals.js';
import { createLogger } from '#shared/runtime/logger.js';
import {
  EXECUTION_ID,
  modelCall,
  SESSION_ID,
  telemetryEvent,
  tokensUsed,
  toolExecuted,
} from '../../../support/telemetry-events.js';
import { type TestDatabase, TimescaleDb } from '../../../support/timescaledb.js';

const logger = createLogger('test', 'silent');
const OTHER_SESSION = '0199f2a0-0000-4000-8000-000000000002';
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

beforeEach(async () => {
  await database.owner.query('TRUNCATE observability_events, session_totals');
});

const write = (events: readonly TelemetryEvent[]) =>
  new PostgresTelemetryWriter(database.app).write(events.map(toRow));

const snapshot = async () => {
  const { rows: events } = await database.app.query(
    'SELECT * FROM observability_events ORDER BY journal_id, seq, n',
  );
  const { rows: totals } = await database.app.query('SELECT * FROM session_totals ORDER BY model');
  return { events: events as unknown[], totals: totals as unknown[] };
};

const session = (): TelemetryEvent[] => [
  telemetryEvent(1, {
    type: 'SessionStarted',
    data: { model: 'claude-sonnet-5-5', resumed: false },
  }),
  telemetryEvent(2),
  telemetryEvent(3, toolExecuted('toolu_1')),
  telemetryEvent(4, toolExecuted('toolu_2')),
  ...modelCall('msg_1'),
  ...modelCall('msg_2', { costUsd: 0.2 }),
  ...modelCall('msg_3', { model: 'llama-9', costUsd: null }),
];

describe('telemetry in the hypertable', () => {
  it('inserts a replay once and leaves the totals where they were', async () => {
    expect(await write(session())).toBe(10);
    const before = await snapshot();
    expect(await write(session())).toBe(0);
    expect(await snapshot()).toEqual(before);
  });

  it('counts only the new rows of a batch that was half written before', async () => {
    await write(session().slice(0, 6));
    expect(await write(session())).toBe(4);
    const once = await snapshot();
    await database.owner.query('TRUNCATE observability_events, session_totals');
    await write(session());
    expect(once).toEqual(await snapshot());
  });

  it('takes the same row twice in one batch', async () => {
    expect(await write([...session(), ...session()])).toBe(10);
    expect((await usageBySession(database.app, EXECUTION_ID))[0]?.totals.toolCalls).toBe(2);
  });

  it('sums tokens and cost of both rows of a call, and counts the call once', async () => {
    await write(session());
    expect(await usageBySession(database.app, EXECUTION_ID)).toEqual([
      {
        sessionId: SESSION_ID,
        phaseId: 'discovery',
        totals: {
          inputTokens: 300,
          outputTokens: 126,
          cacheReadTokens: 0,
          cacheWriteTokens: 0,
          costUsd: 0.6,
          toolCalls: 2,
          modelCalls: 3,
          unpricedCalls: 1,
        },
      },
    ]);
    expect(await spentOutputTokens(database.app, SESSION_ID)).toBe(126);
    expect(await spentOutputTokens(database.app, OTHER_SESSION)).toBe(0);
  });

  it('adds up the sessions of each execution', async () => {
    const other = telemetryEvent(0, tokensUsed('msg_9', 8), {
      journalId: 'usage:msg_9',
      sessionId: OTHER_SESSION,
    });
    await write([...session(), other]);
    const totals = await totalsByExecution(database.app, [
      EXECUTION_ID,
      'exe-zzzzzzzzzzzzzzzzzzzz',
    ]);
    expect([...totals.keys()]).toEqual([EXECUTION_ID]);
    expect(totals.get(EXECUTION_ID)).toMatchObject({ outputTokens: 134, modelCalls: 4 });
  });

  it('survives writers that bring the same rows in opposite order', async () => {
    const events = Array.from({ length: 200 }, (_, index) =>
      telemetryEvent(index, tokensUsed(`msg_${index}`, 1), {
        journalId: `usage:msg_${index}`,
        sessionId: index % 2 === 0 ? SESSION_ID : OTHER_SESSION,
      }),
    );
    const counts = await Promise.all([
      write(events),
      write(events.toReversed()),
      write(events),
      write(events.toReversed()),
    ]);
    expect(counts.reduce((a, b) => a + b)).toBe(200);
    const usage = await usageBySession(database.app, EXECUTION_ID);
    expect(usage.map(({ totals }) => totals.outputTokens)).toEqual([100, 100]);
  });

  it('stores texts that jsonb would refuse, and says when it refuses a row for good', async () => {
    const odd = telemetryEvent(1, {
      type: 'StreamChunk',
      data: { messageId: 'msg_1', text: 'nul \0 and half \uD83D of a pair' },
    });
    expect(await write([odd])).toBe(1);
    const unstorable = telemetryEvent(2, tokensUsed('msg_1', 1e300));
    await expect(write([unstorable])).rejects.toThrow(RowsRefusedError);
  });

  it('is refused to change or delete telemetry as the application', async () => {
    await write(session());
    await expect(database.app.query('DELETE FROM observability_events')).rejects.toThrow(
      'permission denied',
    );
    await expect(database.app.query('UPDATE observability_events SET n = 9')).rejects.toThrow(
      'permission denied',
    );
  });

  it('drops what is older than asked, and keeps the totals', async () => {
    const old = telemetryEvent(1, toolExecuted('toolu_0'), { time: '2025-01-01T00:00:00.000Z' });
    await write([old, ...session()]);
    expect(await dropTelemetryBefore(database.app, new Date('2025-06-01'))).toBe(1);
    expect((await snapshot()).events).toHaveLength(10);
    expect((await usageBySession(database.app, EXECUTION_ID))[0]?.totals.toolCalls).toBe(3);
  });
});

describe('event buffer on the hypertable', () => {
  it('keeps every row once through a restart of its connections', async () => {
    const pool = new pg.Pool({
      connectionString: database.url('syn_app'),
      application_name: 'interrupted',
    });
    pool.on('error', () => undefined); // an idle connection that is cut
    const events = Array.from({ length: 500 }, (_, index) => telemetryEvent(index + 1));
    const options = { batchRows: 50, retryMs: 5 };
    const buffer = new EventBuffer(new PostgresTelemetryWriter(pool), logger, options);
    const adding = events.map((event) => buffer.add([event]));
    await database
      .pool('postgres')
      .query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'interrupted'`,
      );
    await Promise.all(adding);
    await buffer.flush();
    await buffer[Symbol.asyncDispose]();
    await pool.end();
    expect((await snapshot()).events).toHaveLength(500);
  });
});

describe('session read model', () => {
  it('finds nothing for an unknown session', async () => {
    expect(await findSession(database.app, SESSION_ID)).toBeUndefined();
  });

  it('shows a running session by model, and an ended one with its agent’s own figures', async () => {
    await write(session());
    const running = await findSession(database.app, SESSION_ID);
    expect(running).toMatchObject({
      executionId: EXECUTION_ID,
      phaseId: 'discovery',
      model: 'claude-sonnet-5-5',
      startedAt: '2026-01-01T00:00:00.100Z',
      totals: { toolCalls: 2, modelCalls: 3, unpricedCalls: 1 },
    });
    expect(running?.endedAt).toBeUndefined();
    expect(running?.byModel.map(({ model, modelCalls }) => [model, modelCalls])).toEqual([
      ['claude-sonnet-5-5', 2],
      ['llama-9', 1],
    ]);
    const agentUsage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 };
    const ended = { cause: 'exited', agentUsage, agentCostUsd: 0.5, turns: 3 };
    await write([telemetryEvent(9, { type: 'SessionEnded', data: ended })]);
    expect(await findSession(database.app, SESSION_ID)).toMatchObject({
      endedAt: '2026-01-01T00:00:00.900Z',
      agent: { usage: agentUsage, costUsd: 0.5 },
    });
  });

  it('knows a session of which only the gateway has told', async () => {
    await write(modelCall('msg_1'));
    const found = await findSession(database.app, SESSION_ID);
    expect(found).toMatchObject({ model: 'claude-sonnet-5-5', totals: { modelCalls: 1 } });
    expect(found?.startedAt).toBeUndefined();
  });

  it('pages through the conversation', async () => {
    const message = (seq: number, role: 'user' | 'assistant') =>
      telemetryEvent(seq, {
        type: 'MessageAdded',
        data: { role, content: { preview: `message ${seq}`, bytes: 9 } },
      });
    await write([
      message(2, 'user'),
      telemetryEvent(3),
      message(5, 'assistant'),
      message(11, 'user'),
    ]);
    const first = await readConversation(database.app, SESSION_ID, { limit: 2 });
    expect(first.items.map(({ seq, role }) => [seq, role])).toEqual([
      [2, 'user'],
      [5, 'assistant'],
    ]);
    const second = await readConversation(database.app, SESSION_ID, {
      limit: 2,
      after: first.next,
    });
    expect(second.items.map(({ content }) => content.preview)).toEqual(['message 11']);
    const third = await readConversation(database.app, SESSION_ID, {
      limit: 2,
      after: second.next,
    });
    expect(third).toEqual({ items: [] });
  });

  it('pages through the timeline by time, with chunks only when asked', async () => {
    const call = modelCall('msg_1').map((event) => ({
      ...event,
      time: '2026-01-01T00:00:00.350Z',
    }));
    await write([...session().slice(0, 4), ...call]);
    const types = async (more: object) => {
      const seen: string[] = [];
      let after: string | undefined;
      for (;;) {
        const page = await readTimeline(database.app, SESSION_ID, { limit: 2, after, ...more });
        if (page.items.length === 0) return seen;
        seen.push(...page.items.map(({ type }) => type));
        after = page.next;
      }
    };
    const tools = ['ToolExecuted', 'TokensUsed', 'TokensUsed', 'ToolExecuted'];
    expect(await types({})).toEqual(['SessionStarted', ...tools]);
    expect(await types({ includeChunks: true })).toEqual([
      'SessionStarted',
      'StreamChunk',
      ...tools,
    ]);
    expect(await types({ journalOnly: true })).toEqual([
      'SessionStarted',
      'ToolExecuted',
      'ToolExecuted',
    ]);
  });

  it('refuses a cursor that it did not make', async () => {
    for (const after of ['', 'nonsense', Buffer.from('[1]').toString('base64url')]) {
      const reading = readTimeline(database.app, SESSION_ID, { limit: 1, after });
      await expect(reading).rejects.toThrow(InvalidCursorError);
    }
  });
});
