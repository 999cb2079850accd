import { z } from 'zod';
import { ApiMessage, ApiUsage } from '#shared/contracts/messages-api.js';
import type { TokenUsage } from '#shared/contracts/telemetry.js';

/** What the stream of one call has told so far about its tokens. */
export type MeteredCall = {
  readonly messageId: string;
  /** As printed at the beginning: input and cache are final, output is not. */
  readonly first: TokenUsage;
  /** The latest figures, cumulative. */
  readonly latest: TokenUsage;
  /** Pieces of output seen; each is at least one token. */
  readonly pieces: number;
  /** The final figures came. */
  readonly complete: boolean;
};

const Started = z.object({ type: z.literal('message_start'), message: ApiMessage });
const Delta = z.object({
  type: z.literal('content_block_delta'),
  delta: z.looseObject({
    text: z.string().optional(),
    thinking: z.string().optional(),
    partial_json: z.string().optional(),
  }),
});
const Figures = z.object({ type: z.literal('message_delta'), usage: ApiUsage });
const Metered = z.discriminatedUnion('type', [Started, Delta, Figures]);

/** Advances the call by one event of its stream, given as JSON text; events without figures change nothing. */
export function observe(call: MeteredCall | undefined, data: string): MeteredCall | undefined {
  const event = Metered.safeParse(parseJson(data)).data;
  if (event?.type === 'message_start') return call ?? started(event.message);
  if (call === undefined || event === undefined) return call;
  switch (event.type) {
    case 'content_block_delta':
      return hasOutput(event.delta) ? { ...call, pieces: call.pieces + 1 } : call;
    case 'message_delta':
      return { ...call, latest: updated(call.latest, event.usage), complete: true };
  }
}

/** A call without streaming: its figures are final at once. */
export function wholeCall(message: ApiMessage): MeteredCall {
  return { ...started(message), complete: true };
}

/** Output that is proven: printed by the provider, or seen in pieces before a cut. */
export function provenOutput({ latest, pieces, complete }: MeteredCall): number {
  return complete ? latest.outputTokens : Math.max(latest.outputTokens, pieces);
}

function started({ id, usage }: ApiMessage): MeteredCall {
  const first = updated(NOTHING, usage);
  return { messageId: id, first, latest: first, pieces: 0, complete: false };
}

const NOTHING: TokenUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};

function updated(before: TokenUsage, usage: ApiUsage): TokenUsage {
  return {
    inputTokens: usage.input_tokens ?? before.inputTokens,
    outputTokens: usage.output_tokens ?? before.outputTokens,
    cacheReadTokens: usage.cache_read_input_tokens ?? before.cacheReadTokens,
    cacheWriteTokens: usage.cache_creation_input_tokens ?? before.cacheWriteTokens,
  };
}

const hasOutput = (delta: z.infer<typeof Delta>['delta']): boolean =>
  [delta.text, delta.thinking, delta.partial_json].some(
    (piece) => piece !== undefined && piece !== '',
  );

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
