import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { ExecutionEvent } from '#shared/contracts/execution-events.js';
import { collect } from '../../support/collect.js';
import { executionId, sessionId, startData } from '../../support/execution-fixtures.js';
import { TestApi } from '../../support/test-api.js';
import { until } from '../../support/until.js';

const started: ExecutionEvent = { type: 'ExecutionStarted', data: startData() };
const phase: ExecutionEvent = {
  type: 'PhaseStarted',
  data: { phaseId: 'phase-1', sessionId, model: 'sonnet' },
};
const completed: ExecutionEvent = { type: 'ExecutionCompleted', data: {} };

describe('the events of an execution', () => {
  let api: TestApi;
  beforeEach(async () => {
    api = await TestApi.start();
  });
  afterEach(async () => {
    await api[Symbol.asyncDispose]();
  });

  const open = (headers: Record<string, string> = {}) =>
    api.fetch(`/api/v1/executions/${executionId}/events`, {
      headers: { Accept: 'text/event-stream', ...headers },
    });

  async function* read(response: Response) {
    const body = response.body as ReadableStream<Uint8Array>;
    const events = body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    for await (const { id, data } of events) {
      yield { id, type: (JSON.parse(data) as { type: string }).type };
    }
  }

  it('are listed page by page', async () => {
    await api.record(executionId, started, phase, completed);
    const path = `/api/v1/executions/${executionId}/events?limit=2`;
    expect(await (await api.fetch(path)).json()).toMatchObject({
      items: [{ version: 1 }, { version: 2 }],
      next: '2',
    });
    expect(await (await api.fetch(`${path}&after=2`)).json()).toMatchObject({
      items: [{ version: 3, type: 'ExecutionCompleted' }],
    });
  });

  it('are streamed: what was, then what comes, until the execution is closed', async () => {
    await api.record(executionId, started);
    const events = read(await open());
    expect((await events.next()).value).toEqual({ id: '1', type: 'ExecutionStarted' });
    await api.record(executionId, phase);
    expect((await events.next()).value).toEqual({ id: '2', type: 'PhaseStarted' });
    await api.record(executionId, completed);
    expect((await events.next()).value).toEqual({ id: '3', type: 'ExecutionCompleted' });
    expect((await events.next()).done).toBe(true);
  });

  it('go on after the last event that a client has', async () => {
    await api.record(executionId, started, phase, completed);
    const events = await collect(read(await open({ 'Last-Event-ID': '1' })));
    expect(events.map(({ id }) => id)).toEqual(['2', '3']);
  });

  it('tell a client that has all of them not to come back', async () => {
    await api.record(executionId, started, completed);
    expect((await open({ 'Last-Event-ID': '2' })).status).toBe(204);
  });

  it('come without a gap or a repetition while many are appended', async () => {
    await api.record(executionId, started);
    const all = collect(read(await open()));
    for (let n = 0; n < 700; n += 1) await api.record(executionId, phase);
    await api.record(executionId, completed);
    const ids = (await all).map(({ id }) => Number(id));
    expect(ids).toEqual(Array.from({ length: 702 }, (_, index) => index + 1));
  });

  it('are let go when the client leaves', async () => {
    await api.record(executionId, started);
    const response = await open();
    await until(() => api.streams.subscribers === 1);
    await response.body?.cancel();
    await until(() => api.streams.subscribers === 0);
    expect(api.streams.subscribers).toBe(0);
  });

  it('of an unknown execution are not found', async () => {
    expect((await open()).status).toBe(404);
  });
});
