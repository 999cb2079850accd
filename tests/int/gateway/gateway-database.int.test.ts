import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventBuffer } from '#shared/observability/event-buffer.js';
import { PostgresTelemetryWriter } from '#shared/observability/postgres-telemetry-writer.js';
import { spentOutputTokens } from '#shared/observability/spent-output-tokens.js';
import { createLogger } from '#shared/runtime/logger.js';
import { callGateway, errorOf } from '../../support/agent-call.js';
import { GatewayStack, phaseClaims, phaseKey } from '../../support/gateway-stack.js';
import { type TestDatabase, TimescaleDb } from '../../support/timescaledb.js';

let server: TimescaleDb;
let database: TestDatabase;
let sink: EventBuffer;
let stack: GatewayStack;

beforeAll(async () => {
  server = await TimescaleDb.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

beforeEach(async () => {
  database = await server.createDatabase();
  const writer = new PostgresTelemetryWriter(database.app);
  sink = new EventBuffer(writer, createLogger('gateway', 'silent'));
  stack = await GatewayStack.start({ sink });
  stack.spent = (sessionId) => spentOutputTokens(database.app, sessionId);
});

afterEach(async () => {
  await stack[Symbol.asyncDispose]();
  await sink[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const call = async (prompt: string, maxOutputTokens?: number) =>
  callGateway(stack.url, prompt, {
    key: phaseKey(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  });

describe('gateway with the real database', () => {
  it('has a call in the totals of its session when the agent has the whole answer', async () => {
    const answer = await call('[[s=none]]');
    expect(await answer.body.text()).toContain('message_stop');
    const { rows } = await database.app.query<{ spent: number }>(
      'SELECT session_id, model, model_calls, output_tokens::int AS spent FROM session_totals',
    );
    const { sessionId } = phaseClaims();
    const spent = await spentOutputTokens(database.app, sessionId);
    const model = 'claude-sonnet-5-5';
    expect(rows).toEqual([{ session_id: sessionId, model, model_calls: '1', spent }]);
    expect(spent).toBeGreaterThan(5);
  });

  it('finds nothing spent by a session that made no call', async () => {
    expect(await spentOutputTokens(database.app, phaseClaims().sessionId)).toBe(0);
  });

  it('refuses the call after the one that used the phase up', async () => {
    await (await call('[[s=none]]', 5)).body.dump();
    const refused = await call('[[s=none]]', 5);
    expect(refused.statusCode).toBe(400);
    expect((await errorOf(refused)).message).toMatch(/^syn_max_tokens: /);
  });

  it('counts a cut call with what was seen of it', async () => {
    await (await call('[[s=cut after=10]]')).body.text().catch(() => undefined);
    expect(await spentOutputTokens(database.app, phaseClaims().sessionId)).toBe(7);
  });
});
