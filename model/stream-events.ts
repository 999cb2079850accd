import type { EstimatedUsage } from './estimate-usage.js';
import type { Answer, Block } from './reply.js';

export type StreamEvent = { readonly type: string; readonly [field: string]: unknown };

export type MessageHead = {
  readonly id: string;
  readonly model: string;
  readonly usage: EstimatedUsage;
};

/** Characters of one delta: two tokens by our own estimate, so that counting deltas never overstates. */
const DELTA_CHARACTERS = 8;
/** A very long text goes out in larger pieces, or its envelope would be twenty times its size. */
const LONG_TEXT = 20_000;
const LONG_DELTA_CHARACTERS = 4000;

/** The events of one streamed answer, in the order of the Messages API. */
export function* streamEvents(reply: Answer, head: MessageHead): Generator<StreamEvent> {
  yield { type: 'message_start', message: messageHead(head) };
  yield { type: 'ping' };
  for (const [index, block] of reply.blocks.entries()) {
    yield { type: 'content_block_start', index, content_block: emptied(block) };
    for (const delta of deltasOf(block)) yield { type: 'content_block_delta', index, delta };
    yield { type: 'content_block_stop', index };
  }
  const delta = { stop_reason: reply.stopReason, stop_sequence: null };
  yield { type: 'message_delta', delta, usage: head.usage };
  yield { type: 'message_stop' };
}

/** The same answer for a call without streaming. */
export function wholeMessage(reply: Answer, head: MessageHead): object {
  const { stopReason, blocks } = reply;
  return { ...messageHead(head), content: blocks, stop_reason: stopReason, usage: head.usage };
}

function messageHead({ id, model, usage }: MessageHead): object {
  return {
    ...{ id, type: 'message', role: 'assistant', model, content: [] },
    ...{ stop_reason: null, stop_sequence: null },
    usage: { ...usage, output_tokens: 1, service_tier: 'standard' },
  };
}

function emptied(block: Block): object {
  switch (block.type) {
    case 'text':
      return { type: 'text', text: '' };
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' };
    case 'tool_use':
      return { ...block, input: {} };
  }
}

function deltasOf(block: Block): object[] {
  switch (block.type) {
    case 'text':
      return pieces(block.text).map((text) => ({ type: 'text_delta', text }));
    case 'thinking':
      return [
        ...pieces(block.thinking).map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: block.signature },
      ];
    case 'tool_use':
      return pieces(JSON.stringify(block.input)).map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }));
  }
}

function pieces(text: string): string[] {
  const size = text.length > LONG_TEXT ? LONG_DELTA_CHARACTERS : DELTA_CHARACTERS;
  return text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'gu')) ?? [];
}
