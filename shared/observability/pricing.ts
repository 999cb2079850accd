import { z } from 'zod';
import type { TokenUsage } from '#shared/contracts/telemetry.js';

/** USD per million tokens. */
export type ModelPrice = {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
};

type ListedPrice = {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
};

const usdPerMillion = z.number().nonnegative();

/** Prices by model: a whole id, or a part of it such as `sonnet`. Cache prices follow the input price when left out. */
export const ModelPrices = z.record(
  z.string().min(1),
  z.strictObject({
    input: usdPerMillion,
    output: usdPerMillion,
    cacheRead: usdPerMillion.optional(),
    cacheWrite: usdPerMillion.optional(),
  }),
);
export type ModelPrices = z.infer<typeof ModelPrices>;

/** `SYN_MODEL_PRICES`: the same as JSON. */
export const ModelPricesJson = z
  .string()
  .default('{}')
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      const message =
        'give JSON such as {"sonnet":{"input":3,"output":15}}, USD per million tokens';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    }
  })
  .pipe(ModelPrices);

/**
 * The versions are priced as Claude Code 2.1.330 prices them (solved from the costs it prints for known
 * usages), so that its figures are a cross-check of ours; a family's price is for its other versions.
 */
const PRICE_LIST: Readonly<Record<string, ListedPrice>> = {
  'fable-5-2': { input: 8, output: 40, cacheRead: 0.2 },
  'opus-5-5': { input: 4, output: 20, cacheRead: 0.2 },
  'sonnet-5-5': { input: 2, output: 10, cacheRead: 0.1 },
  'haiku-5-5': { input: 0.1, output: 0.5 },
  fable: { input: 10, output: 50 },
  opus: { input: 5, output: 25 },
  sonnet: { input: 3, output: 15 },
  haiku: { input: 1, output: 5 },
};

const CACHE_READ_FACTOR = 0.1;
/** Of a write that lives five minutes, which is what the agent asks for. */
const CACHE_WRITE_FACTOR = 1.25;

/**
 * Cost of one usage in USD; null when the model's price is unknown.
 * An unknown price is never zero: totals count such calls apart, so that a sum that is too low says so.
 */
export function costUsd(
  model: string,
  usage: TokenUsage,
  overrides: ModelPrices = {},
): number | null {
  const price = priceOf(model, overrides);
  if (price === null) return null;
  const total =
    usage.inputTokens * price.input +
    usage.outputTokens * price.output +
    usage.cacheReadTokens * price.cacheRead +
    usage.cacheWriteTokens * price.cacheWrite;
  return total / 1_000_000;
}

/** Overrides come before the price list, and in each the longest name that the model's id contains. */
export function priceOf(model: string, overrides: ModelPrices = {}): ModelPrice | null {
  const price = longestMatch(model, overrides) ?? longestMatch(model, PRICE_LIST);
  if (!price) return null;
  return {
    input: price.input,
    output: price.output,
    cacheRead: price.cacheRead ?? price.input * CACHE_READ_FACTOR,
    cacheWrite: price.cacheWrite ?? price.input * CACHE_WRITE_FACTOR,
  };
}

function longestMatch(
  model: string,
  prices: Readonly<Record<string, ListedPrice>>,
): ListedPrice | undefined {
  const names = Object.keys(prices).filter((name) => isNameOf(name, model));
  const [longest] = names.sort((a, b) => b.length - a.length);
  return longest === undefined ? undefined : prices[longest];
}

/** `sonnet-5-5` names `claude-sonnet-5-5` and `eu.anthropic.claude-sonnet-5-5-v1:0`, but not `claude-sonnet-5-50`. */
function isNameOf(name: string, model: string): boolean {
  const inWords = (text: string): string =>
    `-${text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-`;
  return inWords(model).includes(inWords(name));
}
