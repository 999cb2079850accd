import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { callGateway, errorOf } from '../../support/agent-call.js';
import { GatewayStack, phaseClaims, phaseKey, REAL_KEY } from '../../support/gateway-stack.js';
import { until } from '../../support/until.js';

let stack: GatewayStack;

afterEach(async () => {
  await stack[Symbol.asyncDispose]();
});

describe('gateway before the stand-in', () => {
  beforeEach(async () => {
    stack = await GatewayStack.start();
  });

  it('streams an answer through and records what it used in two rows', async () => {
    const answer = await callGateway(stack.url, '[[s=think]]');
    expect(answer.headers['content-type']).toBe('text/event-stream');
    const text = await answer.body.text();
    expect(text).toMatch(/^event: message_start\n/);
    expect(text).toMatch(/event: message_stop\ndata: .*\n\n$/);
    const [first, last] = stack.sink.usage();
    expect(first).toMatchObject({ n: 0, data: { lowerBound: false, usage: { outputTokens: 1 } } });
    expect(last).toMatchObject({ n: 1, data: { lowerBound: false, usage: { inputTokens: 0 } } });
    expect(last?.data.usage.outputTokens).toBeGreaterThan(5);
    expect(last?.journalId).toBe(first?.journalId);
    expect(stack.sink.usage()).toHaveLength(2);
  });

  it('holds the last event back until the usage is durable', async () => {
    const release = stack.sink.hold();
    const answer = await callGateway(stack.url, '[[s=none]]');
    let seen = '';
    answer.body.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    await until(() => seen.includes('message_delta') && stack.sink.usage().length === 2);
    expect(seen).not.toContain('message_stop');
    release();
    await once(answer.body, 'end');
    expect(seen).toContain('message_stop');
  });

  it('records an answer without streaming in one row before it hands it out', async () => {
    const answer = await callGateway(stack.url, '[[s=none]]', { body: { stream: false } });
    expect(await answer.body.json()).toMatchObject({ type: 'message', stop_reason: 'end_turn' });
    expect(stack.sink.durable).toBe(1);
    expect(stack.sink.usage()[0]?.data.usage.outputTokens).toBeGreaterThan(5);
  });

  it('cuts the answer where upstream cut it, and records the output seen as a lower bound', async () => {
    const answer = await callGateway(stack.url, '[[s=cut after=10]]');
    await expect(answer.body.text()).rejects.toThrow();
    const [first, last] = stack.sink.usage();
    expect(first?.data.usage.inputTokens).toBeGreaterThan(0);
    // Of ten events three came before the first delta; one output token was printed at the start.
    expect(last?.data).toMatchObject({ lowerBound: true, usage: { outputTokens: 6 } });
    expect(stack.sink.durable).toBe(2);
  });

  it('passes an error inside the stream on, with the usage recorded', async () => {
    const answer = await callGateway(stack.url, '[[s=sseerr after=6]]');
    const text = await answer.body.text();
    expect(text).toMatch(/event: error\ndata: .*overloaded_error.*\n\n$/);
    expect(stack.sink.usage().at(-1)?.data.lowerBound).toBe(true);
  });

  it('passes an error of the provider on, with its status and the time to wait', async () => {
    const answer = await callGateway(stack.url, '[[s=err status=429 retry_after=7]]');
    expect(answer.statusCode).toBe(429);
    expect(answer.headers['retry-after']).toBe('7');
    expect(await errorOf(answer)).toMatchObject({ type: 'rate_limit_error' });
    expect(stack.sink.events).toEqual([]);
  });

  it.each([401, 403])(
    'tells the agent which key the provider refused with %i, in a way that ends its tries',
    async (status) => {
      const answer = await callGateway(stack.url, `[[s=err status=${status}]]`);
      expect(answer.statusCode).toBe(403);
      expect(await errorOf(answer)).toMatchObject({
        type: 'permission_error',
        message: expect.stringContaining(
          `ANTHROPIC_API_KEY of the gateway (${status}: `,
        ) as unknown,
      });
      const page = await callGateway(stack.url, '', { method: 'GET', path: '/metrics' });
      const metrics = await page.body.text();
      expect(metrics).toContain(`syn_gateway_provider_answers_total{status="${status}"} 1`);
    },
  );

  it('counts tokens without recording any', async () => {
    const path = '/v1/messages/count_tokens?beta=true';
    const answer = await callGateway(stack.url, 'hello', { path });
    expect(await answer.body.json()).toMatchObject({ input_tokens: expect.any(Number) });
    expect(stack.sink.events).toEqual([]);
  });

  it('sends the real key and the session of the placeholder, whatever the agent claims', async () => {
    const headers = {
      ...{ authorization: 'Bearer mine', 'x-claude-code-session-id': 'forged' },
      ...{ 'x-api-key': phaseKey(), 'anthropic-beta': 'effort', 'x-injected': 'yes' },
    };
    await (await callGateway(stack.url, '[[s=none]]', { headers })).body.dump();
    const [sent] = await stack.requests();
    expect(sent?.headers).toMatchObject({
      ...{ 'x-api-key': REAL_KEY, 'anthropic-beta': 'effort' },
      'x-claude-code-session-id': phaseClaims().sessionId,
    });
    expect(sent?.headers).not.toHaveProperty('authorization');
    expect(sent?.headers).not.toHaveProperty('x-injected');
    expect(JSON.stringify(sent)).not.toContain('sk-ant-syn-');
  });

  it('passes no query on but the beta switch', async () => {
    const path = '/v1/messages?beta=true&key=x&beta=false#y';
    await (await callGateway(stack.url, '[[s=none]]', { path })).body.dump();
    expect((await stack.requests())[0]?.url).toBe('/v1/messages?beta=true');
  });

  it('shows the provider the model that it checked, even where the body names two', async () => {
    const body = `{"model":"claude-opus-5-5","messages":[],"stream":false,"model":"claude-sonnet-5-5"}`;
    await (await callGateway(stack.url, '', { body })).body.dump();
    expect((await stack.requests())[0]?.body).not.toContain('opus');
  });

  it.each([
    ['GET', '/v1/models'],
    ['GET', '/v1/messages'],
    ['POST', '/v1/complete'],
    ['POST', '/v1/messages/batches'],
    ['POST', '/v1/files'],
    ['POST', '/v1/messages/../files'],
    ['POST', '/v1/messages%2fbatches'],
    ['POST', '//v1/messages'],
    ['DELETE', '/stats'],
  ] as const)('answers %s %s with 404, and tells nobody', async (method, path) => {
    const answer = await callGateway(stack.url, '[[s=none]]', { method, path });
    expect(answer.statusCode).toBe(404);
    expect((await errorOf(answer)).message).toContain('POST /v1/messages');
    expect(stack.ledger.stats().messages).toBe(0);
  });

  it.each([
    ['no key', ''],
    ['a key of the provider', 'sk-ant-api03-abc'],
    ['a changed key', `${phaseKey()}x`],
  ])('refuses %s', async (_what, key) => {
    const answer = await callGateway(stack.url, '[[s=none]]', { key });
    expect(answer.statusCode).toBe(401);
    expect(await errorOf(answer)).toMatchObject({
      type: 'authentication_error',
      message: expect.stringContaining('ANTHROPIC_API_KEY of the workspace'),
    });
    expect(stack.ledger.stats().messages).toBe(0);
  });

  it('refuses a model that the workflow does not name', async () => {
    const answer = await callGateway(stack.url, '', { body: { model: 'claude-opus-5-5' } });
    expect(answer.statusCode).toBe(400);
    expect((await errorOf(answer)).message).toContain('claude-sonnet-5-5');
  });

  it('refuses a body beyond the limit of the API', async () => {
    const body = { messages: [{ role: 'user', content: 'x'.repeat(33 * 1024 * 1024) }] };
    const answer = await callGateway(stack.url, '', { body });
    expect(answer.statusCode).toBe(413);
    await answer.body.dump();
  });

  it('refuses a phase that has used up its output tokens', async () => {
    stack.spent = () => Promise.resolve(1200);
    const key = phaseKey({ maxOutputTokens: 1000 });
    const answer = await callGateway(stack.url, '[[s=none]]', { key });
    expect(answer.statusCode).toBe(400);
    expect(await errorOf(answer)).toEqual({
      type: 'invalid_request_error',
      message: 'syn_max_tokens: phase discovery has used 1200 of its 1000 output tokens',
    });
    expect(stack.ledger.stats().messages).toBe(0);
  });

  it('tells who runs it whether it lives, whether it can meter, and what it did', async () => {
    const get = (path: string) => callGateway(stack.url, '', { method: 'GET', path });
    await (await callGateway(stack.url, '[[s=none]]')).body.dump();
    expect((await get('/healthz')).statusCode).toBe(200);
    expect((await get('/readyz')).statusCode).toBe(200);
    stack.ready = () => Promise.reject(new Error('away'));
    expect((await get('/readyz')).statusCode).toBe(503);
    const metrics = await (await get('/metrics')).body.text();
    expect(metrics).toContain('syn_gateway_answers_total{path="/v1/messages",status="200"} 1');
  });
});

/** An upstream that begins an answer and then leaves the rest to the test. */
function upstreamThat(goOn: (write: (text: string) => boolean) => void): {
  readonly handler: RequestListener;
  readonly closed: () => boolean;
} {
  let closed = false;
  const start = {
    type: 'message_start',
    message: { id: 'msg_u', model: 'm', usage: { input_tokens: 5, output_tokens: 1 } },
  };
  const handler: RequestListener = (request, response) => {
    request.resume();
    response.on('close', () => (closed = true));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`event: message_start\ndata: ${JSON.stringify(start)}\n\n`);
    goOn((text) => response.write(text));
  };
  return { handler, closed: () => closed };
}

const DELTA = `event: content_block_delta\ndata: ${JSON.stringify({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text: 'x'.repeat(100_000) },
})}\n\n`;

describe('gateway before an upstream in trouble', () => {
  it('says overloaded where nothing answers, so that the agent tries again', async () => {
    stack = await GatewayStack.before('http://127.0.0.1:1');
    const answer = await callGateway(stack.url, 'hello');
    expect(answer.statusCode).toBe(529);
    expect(await errorOf(answer)).toMatchObject({ type: 'overloaded_error' });
  });

  it('ends the call upstream when the agent goes away, and records what it used', async () => {
    const upstream = upstreamThat((write) => write(DELTA));
    stack = await GatewayStack.start({ upstream: upstream.handler });
    const answer = await callGateway(stack.url, 'hello');
    await once(answer.body, 'readable');
    answer.body.on('error', () => undefined).destroy();
    await until(() => upstream.closed() && stack.sink.durable === 2);
    expect(stack.sink.usage().at(-1)?.data).toMatchObject({ lowerBound: true });
  });

  it('reads no faster from upstream than the agent does', async () => {
    const deltas = 1000; // 100 MB, more than all sockets on the way hold
    let written = 0;
    let blocked = false;
    const handler: RequestListener = (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const more = () => {
        blocked = false;
        while (written < deltas && !blocked) {
          written += 1;
          blocked = !response.write(DELTA);
        }
        if (blocked) response.once('drain', more);
        else response.end();
      };
      more();
    };
    stack = await GatewayStack.start({ upstream: handler });
    const answer = await callGateway(stack.url, 'hello');
    let lastSeen = -1;
    let unchanged = 0;
    await until(() => {
      unchanged = written === lastSeen ? unchanged + 1 : 0;
      lastSeen = written;
      return unchanged === 100;
    });
    expect(written).toBeLessThan(deltas / 2);
    answer.body.on('error', () => undefined).destroy();
  });

  it('records the calls that its own end cuts', async () => {
    const upstream = upstreamThat((write) => write(DELTA));
    stack = await GatewayStack.start({ upstream: upstream.handler });
    const answer = await callGateway(stack.url, 'hello');
    await once(answer.body, 'readable');
    answer.body.on('error', () => undefined);
    await stack[Symbol.asyncDispose]();
    expect(stack.sink.durable).toBe(2);
  });

  it('logs what the provider answered when it refused the key', async () => {
    const lines: object[] = [];
    const write = (line: string) => lines.push(JSON.parse(line) as object);
    const upstream: RequestListener = (request, response) => {
      request.resume();
      response.writeHead(401, { 'content-type': 'text/html' }).end('<html>');
    };
    stack = await GatewayStack.start({ upstream, logger: pino({ level: 'warn' }, { write }) });
    const answer = await callGateway(stack.url, 'hello');
    expect((await errorOf(answer)).message).toContain('ANTHROPIC_API_KEY of the gateway (401):');
    expect(lines).toMatchObject([{ status: 403, providerStatus: 401 }]);
  });

  it('hands out no answer that it cannot meter', async () => {
    const upstream: RequestListener = (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"completion":"x"}');
    };
    stack = await GatewayStack.start({ upstream });
    const answer = await callGateway(stack.url, 'hello');
    expect(answer.statusCode).toBe(502);
    expect((await errorOf(answer)).message).toContain('something else than a message');
  });
});
