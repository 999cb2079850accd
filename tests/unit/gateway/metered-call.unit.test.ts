import { describe, expect, it } from '@jest/globals';
import {
  type MeteredCall,
  observe,
  provenOutput,
  wholeCall,
} from '../../../gateway/metered-call.js';

const START = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    model: 'claude-sonnet-5-5',
    usage: {
      input_tokens: 10,
      cache_read_input_tokens: 200,
      cache_creation_input_tokens: 30,
      output_tokens: 1,
    },
  },
};
const text = (piece: string) => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text: piece },
});
const figures = (usage: object) => ({ type: 'message_delta', delta: {}, usage });
const after = (...events: object[]): MeteredCall | undefined =>
  events.reduce<MeteredCall | undefined>(
    (call, event) => observe(call, JSON.stringify(event)),
    undefined,
  );

describe('metered call', () => {
  it('begins with the figures of message_start', () => {
    expect(after({ type: 'ping' }, START)).toMatchObject({
      messageId: 'msg_1',
      first: { inputTokens: 10, outputTokens: 1, cacheReadTokens: 200, cacheWriteTokens: 30 },
      complete: false,
    });
  });

  it('takes the output of message_delta, which is cumulative', () => {
    const call = after(START, figures({ output_tokens: 20 }), figures({ output_tokens: 42 }));
    expect(call).toMatchObject({ complete: true, latest: { inputTokens: 10, outputTokens: 42 } });
  });

  it('takes input figures that change at the end', () => {
    const call = after(START, figures({ output_tokens: 5, input_tokens: 17 }));
    expect(call).toMatchObject({ first: { inputTokens: 10 }, latest: { inputTokens: 17 } });
  });

  it('proves of a cut call what was seen of it', () => {
    const cut = after(START, text('one '), text('two '), text(''), text('three'));
    expect(cut && provenOutput(cut)).toBe(3);
  });

  it('counts thinking and tool input as output, signatures not', () => {
    const deltas = [{ thinking: 'hm' }, { partial_json: '{"a"' }, { signature: 'c2ln' }];
    const cut = after(
      START,
      ...deltas.map((delta) => ({ type: 'content_block_delta', index: 0, delta })),
    );
    expect(cut && provenOutput(cut)).toBe(2);
  });

  it('does not let pieces overrule final figures', () => {
    const call = after(START, text('a'), text('b'), text('c'), figures({ output_tokens: 2 }));
    expect(call && provenOutput(call)).toBe(2);
  });

  it.each(['', 'not json', '[]', '{"type":"message_start","message":{}}', '{"type":"new_kind"}'])(
    'is not moved by %j',
    (data) => {
      const call = after(START);
      expect(observe(call, data)).toBe(call);
      expect(observe(undefined, data)).toBeUndefined();
    },
  );

  it('is complete at once without streaming', () => {
    const call = wholeCall({ ...START.message, usage: { input_tokens: 3, output_tokens: 9 } });
    expect(call).toMatchObject({ complete: true, first: { inputTokens: 3, outputTokens: 9 } });
  });
});
