import type { MessagesRequest } from '#shared/contracts/messages-api.js';
import type { Block } from './reply.js';

export type EstimatedUsage = {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  readonly output_tokens: number;
};

/** English text and code come to some four bytes a token. */
const BYTES_PER_TOKEN = 4;

/**
 * Plausible figures from real sizes. What an earlier turn had sent already is read from the cache, the last message
 * is fresh input, and what lies between is written to the cache.
 */
export function estimateUsage(request: MessagesRequest, blocks: readonly Block[]): EstimatedUsage {
  const { messages, tools, system } = request as MessagesRequest & { system?: unknown };
  const head = tokens([system ?? '', tools ?? []]);
  const lastAnswer = messages.findLastIndex(({ role }) => role === 'assistant');
  const earlier = lastAnswer > 0 ? messages.slice(0, lastAnswer) : [];
  const read = lastAnswer > 0 ? head + tokens(earlier) : 0;
  const written = head + tokens(messages.slice(0, -1)) - read;
  return {
    input_tokens: tokens(messages.slice(-1)),
    cache_creation_input_tokens: Math.max(0, written),
    cache_read_input_tokens: read,
    output_tokens: Math.max(1, tokens(blocks.map(bytesWorth))),
  };
}

/** A tool call's own id is no output of the model. */
const bytesWorth = (block: Block): unknown =>
  block.type === 'tool_use' ? [block.name, block.input] : Object.values(block).slice(1);

const tokens = (value: unknown): number =>
  Math.ceil(Buffer.byteLength(JSON.stringify(value)) / BYTES_PER_TOKEN);
