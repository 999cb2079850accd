import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chooseEndpoint } from '../../../gateway/endpoint.js';
import { agentHeaders, upstreamHeaders } from '../../../gateway/headers.js';
import { SessionSlots } from '../../../gateway/session-slots.js';
import { formatEvent, readEvents } from '../../../gateway/sse.js';

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield await Promise.resolve(bytes.subarray(at, at + size));
  }
}

describe('headers', () => {
  const identity = { sessionId: 's1', apiKey: 'real' };

  it('replace every credential of the agent by the real key', () => {
    const sent = upstreamHeaders(
      {
        ...{ 'x-api-key': 'placeholder', authorization: 'Bearer stolen', cookie: 'a=b' },
        ...{ 'proxy-authorization': 'Basic x', 'anthropic-organization-id': 'org' },
        ...{ 'x-claude-code-session-id': 'forged', 'x-forwarded-for': '10.0.0.1', host: 'evil' },
        ...{ 'anthropic-beta': 'effort', 'user-agent': 'claude-cli' },
      },
      identity,
    );
    expect(sent).toEqual({
      ...{ 'x-api-key': 'real', 'x-claude-code-session-id': 's1' },
      ...{ 'anthropic-version': '2023-06-01', 'anthropic-beta': 'effort' },
      ...{ 'user-agent': 'claude-cli', 'content-type': 'application/json' },
      'accept-encoding': 'identity',
    });
  });

  it('send no key where none is set', () => {
    expect(upstreamHeaders({}, { ...identity, apiKey: undefined })).not.toHaveProperty('x-api-key');
  });

  it('keep the account of the provider from the agent', () => {
    const seen = agentHeaders({
      ...{ 'content-type': 'application/json', 'retry-after': '3', 'request-id': 'r' },
      ...{ 'anthropic-organization-id': 'org', 'set-cookie': ['a=b'], server: 'cdn' },
    });
    expect(Object.keys(seen).sort()).toEqual(['content-type', 'request-id', 'retry-after']);
  });
});

describe('event stream', () => {
  it('comes out as it went in, however it was cut into chunks', async () => {
    const event = fc.record({
      event: fc.constantFrom('message_start', 'ping', undefined),
      data: fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => JSON.stringify({ text })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event), fc.integer({ min: 1, max: 50 }), async (events, size) => {
        const stream = Buffer.from(
          events.map((one) => formatEvent({ id: undefined, ...one })).join(''),
        );
        const read = [];
        for await (const { event: name, data } of readEvents(inPieces(stream, size))) {
          read.push({ event: name, data });
        }
        expect(read).toEqual(events);
      }),
    );
  });

  it('keeps line breaks of an event within it', () => {
    expect(formatEvent({ id: undefined, event: 'x', data: 'a\nb' })).toBe(
      'event: x\ndata: a\ndata: b\n\n',
    );
  });
});

describe('endpoint', () => {
  const SYN_MODEL_URL = 'http://model:8140';
  const choose = (set: { ANTHROPIC_API_KEY?: string; ANTHROPIC_BASE_URL?: string }) =>
    chooseEndpoint({
      ANTHROPIC_API_KEY: undefined,
      ANTHROPIC_BASE_URL: undefined,
      ...set,
      SYN_MODEL_URL,
    });

  it('is the stand-in without a key, the provider with one, and whatever is named', () => {
    expect(choose({})).toEqual({ kind: 'stand-in', baseUrl: SYN_MODEL_URL });
    expect(choose({ ANTHROPIC_API_KEY: 'k' }).kind).toBe('provider');
    const named = { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'https://llm.example/v' };
    expect(choose(named)).toEqual({ kind: 'custom', baseUrl: 'https://llm.example/v' });
  });
});

describe('session slots', () => {
  it('bound the calls under way of a session, and come free again', async () => {
    const slots = new SessionSlots();
    const open = Array.from({ length: 4 }, () => {
      let finish = (): void => undefined;
      const ended = slots.hold(
        's',
        () =>
          new Promise((resolve) => {
            finish = resolve;
          }),
      );
      return { ended, finish };
    });
    await expect(slots.hold('s', () => Promise.resolve())).rejects.toMatchObject({
      ...{ status: 429, retryAfterSeconds: 1 },
    });
    await slots.hold('other', () => Promise.resolve());
    open[0]?.finish();
    await open[0]?.ended;
    await slots.hold('s', () => Promise.resolve());
  });

  it('come free when a call fails', async () => {
    const slots = new SessionSlots();
    for (let index = 0; index < 9; index += 1) {
      await expect(slots.hold('s', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    }
  });
});
