import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { ExecutionEvent } from '#shared/contracts/execution-events.js';
import { PostgresEventStore } from '#shared/event-store/postgres-event-store.js';
import { postgresReadModels, postgresTelemetry } from '../../../api/postgres-reads.js';
import { collect } from '../../support/collect.js';
import { executionId, sessionId, startData } from '../../support/execution-fixtures.js';
import { packageOf, TestApi } from '../../support/test-api.js';
import { type TestDatabase, TimescaleDb } from '../../support/timescaledb.js';

const RUN = 'run-1';

describe('the API over the real database', () => {
  let server: TimescaleDb;
  let database: TestDatabase;
  let store: PostgresEventStore;
  let api: TestApi;
  beforeAll(async () => {
    server = await TimescaleDb.start();
    database = await server.createDatabase();
    store = new PostgresEventStore(database.app);
    const pool = database.app;
    api = await TestApi.start({
      store,
      readModels: postgresReadModels(pool),
      telemetry: postgresTelemetry(pool),
    });
  });
  afterAll(async () => {
    await api[Symbol.asyncDispose]();
    await store[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const append = (seq: number, event: ExecutionEvent) =>
    store.appendBatch({
      streamId: executionId,
      runId: RUN,
      seq,
      events: [
        {
          ...event,
          id: `${executionId}/${RUN}/${seq}`,
          schemaVersion: 1,
          occurredAt: '2026-01-01T00:00:00.000Z',
        },
      ],
    });

  it('stores a workflow and shows it at once', async () => {
    expect((await api.post('/api/v1/workflows', packageOf('demo'))).status).toBe(201);
    const shown = await api.fetch('/api/v1/workflows/demo');
    expect(await shown.json()).toMatchObject({ id: 'demo', version: 1 });
  });

  it('streams events that another process appends, each once and in order', async () => {
    await append(1, { type: 'ExecutionStarted', data: startData() });
    const response = await api.fetch(`/api/v1/executions/${executionId}/events`, {
      headers: { Accept: 'text/event-stream' },
    });
    const body = response.body as ReadableStream<Uint8Array>;
    const streamed = collect(
      body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()),
    );
    const phase = { phaseId: 'phase-1', sessionId, model: 'sonnet' };
    for (let seq = 2; seq < 50; seq += 1) await append(seq, { type: 'PhaseStarted', data: phase });
    await append(50, { type: 'ExecutionCompleted', data: {} });
    const ids = (await streamed).map(({ id }) => Number(id));
    expect(ids).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  it('shows an execution that used nothing, and empty lists', async () => {
    const shown = await api.fetch(`/api/v1/executions/${executionId}`);
    expect(await shown.json()).toMatchObject({ state: 'COMPLETED', totals: { costUsd: 0 } });
    for (const list of ['workflows', 'executions']) {
      const response = await api.fetch(`/api/v1/${list}`);
      expect(await response.json()).toEqual({ items: [] }); // no projector runs here
    }
  });

  it.each([
    `sessions/${sessionId}`,
    `sessions/${sessionId}/timeline`,
    `artifacts/art-${'0'.repeat(24)}`,
  ])('answers 404 for %s, which nobody stored', async (path) => {
    expect((await api.fetch(`/api/v1/${path}`)).status).toBe(404);
  });

  it('refuses a cursor that is not its own', async () => {
    expect((await api.fetch('/api/v1/executions?before=nonsense')).status).toBe(400);
    expect((await api.fetch(`/api/v1/sessions/${sessionId}/timeline?after=x`)).status).toBe(400);
  });
});
