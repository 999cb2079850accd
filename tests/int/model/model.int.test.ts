import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Dispatcher, request } from 'undici';
import { HttpServer } from '#shared/runtime/http-server.js';
import { createLogger } from '#shared/runtime/logger.js';
import { createModelApp } from '../../../model/app.js';
import { CallLedger } from '../../../model/call-ledger.js';
import { noRequestLog } from '../../../model/request-log.js';
import { errorOf } from '../../support/agent-call.js';
import { until } from '../../support/until.js';

let server: HttpServer;
let ledger: CallLedger;
let url: string;

beforeEach(async () => {
  ledger = new CallLedger();
  const logger = createLogger('model', 'silent');
  const app = createModelApp({ ledger, requestLog: noRequestLog, logger });
  server = await HttpServer.listen(app, { port: 0, host: '127.0.0.1', drainMs: 100 });
  url = `http://127.0.0.1:${server.port}`;
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

function ask(prompt: string, options: { signal?: AbortSignal; stream?: boolean } = {}) {
  const { signal, stream = true } = options;
  const messages = [{ role: 'user', content: prompt }];
  return request(`${url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-claude-code-session-id': 's1' },
    body: JSON.stringify({ model: 'claude-sonnet-5-5', stream, messages }),
    ...(signal !== undefined && { signal }),
  });
}

const get = (path: string, method: Dispatcher.HttpMethod = 'GET') =>
  request(url + path, { method });

describe('model stand-in', () => {
  it('answers as a stream or whole, as it is asked', async () => {
    expect(await (await ask('[[s=none]]')).body.text()).toContain('event: message_stop');
    const whole = await (await ask('[[s=none]]', { stream: false })).body.json();
    expect(whole).toMatchObject({ content: [{ text: 'Done. Turn 0 of the script none.' }] });
  });

  it('names the scripts it has when it is asked for another', async () => {
    const answer = await ask('[[s=unheard-of]]');
    expect(answer.statusCode).toBe(400);
    expect((await errorOf(answer)).message).toMatch(/no script unheard-of; it has .*survey/);
  });

  it('never answers a hang, and forgets it when the client does', async () => {
    const patience = new AbortController();
    const hanging = ask('[[s=hang]]', { signal: patience.signal });
    await until(() => ledger.stats().messages === 1);
    patience.abort();
    await expect(hanging).rejects.toThrow();
  });

  it('falls silent in the middle of a stream', async () => {
    const answer = await ask('[[s=hangmid after=5]]');
    let seen = '';
    answer.body.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    await until(() => seen.split('content_block_delta\n').length === 3);
    expect(answer.body.readableEnded).toBe(false);
    answer.body.on('error', () => undefined).destroy();
  });

  it('plays an answer of megabytes', async () => {
    const text = await (await ask('[[s=huge kb=3000]]')).body.text();
    expect(text.length).toBeGreaterThan(3_000_000);
    expect(text).toContain('message_stop');
  });

  it('tells how often it was called, and forgets that on demand', async () => {
    await (await ask('[[s=none]]')).body.dump();
    const stats = await (await get('/stats')).body.json();
    expect(stats).toMatchObject({ messages: 1, sessions: { s1: { byScript: { none: 1 } } } });
    await (await get('/stats', 'DELETE')).body.dump();
    expect(await (await get('/stats')).body.json()).toMatchObject({ messages: 0 });
  });

  it('says that it is well, and that it has nothing else', async () => {
    expect((await get('/healthz')).statusCode).toBe(200);
    expect((await get('/v1/models')).statusCode).toBe(404);
  });
});
