import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MessagesRequest } from '#shared/contracts/messages-api.js';
import { estimateUsage } from '../../../model/estimate-usage.js';
import { answer, bash, say } from '../../../model/reply.js';
import { streamEvents, wholeMessage } from '../../../model/stream-events.js';

const head = (blocks: Parameters<typeof answer>[0]) => ({
  id: 'msg_1',
  model: 'claude-sonnet-5-5',
  usage: estimateUsage(
    MessagesRequest.parse({ model: 'm', messages: [{ role: 'user', content: 'hello' }] }),
    blocks,
  ),
});

type Delta = { readonly delta?: { readonly text?: string; readonly partial_json?: string } };
const play = (blocks: Parameters<typeof answer>[0]) => [
  ...streamEvents(answer(blocks), head(blocks)),
];

describe('stream of an answer', () => {
  it('goes from message_start to message_stop and says why it stopped', () => {
    const types = play([say('Hi.'), bash('ls', 'List')]).map(({ type }) => type);
    expect(types[0]).toBe('message_start');
    expect(types.slice(-2)).toEqual(['message_delta', 'message_stop']);
    expect(play([bash('ls', 'List')]).at(-2)).toMatchObject({ delta: { stop_reason: 'tool_use' } });
  });

  it('loses no character of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const deltas = play([say(text)]) as readonly Delta[];
        expect(deltas.map(({ delta }) => delta?.text ?? '').join('')).toBe(text);
      }),
    );
  });

  it('sends the input of a tool as pieces of JSON', () => {
    const events = play([bash('echo "a b"', 'Say')]) as readonly Delta[];
    const joined = events.map(({ delta }) => delta?.partial_json ?? '').join('');
    expect(JSON.parse(joined)).toEqual({ command: 'echo "a b"', description: 'Say' });
  });

  it('never has more deltas than output tokens', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5000 }), (text) => {
        const events = play([say(text)]);
        const deltas = events.filter(({ type }) => type === 'content_block_delta').length;
        expect(deltas).toBeLessThanOrEqual(head([say(text)]).usage.output_tokens);
      }),
    );
  });

  it('says the same without streaming', () => {
    const blocks = [say('Hi.')];
    expect(wholeMessage(answer(blocks), head(blocks))).toMatchObject({
      content: blocks,
      stop_reason: 'end_turn',
      usage: head(blocks).usage,
    });
  });
});

describe('estimated usage', () => {
  const request = (...messages: unknown[]) =>
    MessagesRequest.parse({ model: 'm', system: 's'.repeat(4000), messages });
  const user = { role: 'user', content: 'u'.repeat(400) };
  const assistant = { role: 'assistant', content: 'a'.repeat(800) };

  it('reads from the cache what an earlier turn had sent', () => {
    const first = estimateUsage(request(user), [say('x')]);
    const second = estimateUsage(request(user, assistant, user), [say('x')]);
    expect(first.cache_read_input_tokens).toBe(0);
    expect(second.cache_read_input_tokens).toBeGreaterThan(1000);
    expect(second.cache_creation_input_tokens).toBeGreaterThan(150);
    expect(second.cache_creation_input_tokens).toBeLessThan(300);
  });

  it('grows with the answer', () => {
    expect(estimateUsage(request(user), [say('y'.repeat(4000))]).output_tokens).toBeGreaterThan(
      990,
    );
  });
});
