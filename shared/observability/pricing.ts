import { z } from 'zod';
import type { TokenUsage } from '#shared/contracts/telemetry.js';

/** USD per million tokens. */
export type ModelPrice = {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
};

const usdPerMillion = z.number().nonnegative();

/** Prices by model id or by family, as `SYN_MODEL_PRICES` gives them; cache prices follow the input price when left out. */
export const ModelPrices = z.record(
  z.string(),
  z.strictObject({
    input: usdPerMillion,
    output: usdPerMillion,
    cacheRead: usdPerMillion.optional(),
    cacheWrite: usdPerMillion.optional(),
  }),
);
export type ModelPrices = z.infer<typeof ModelPrices>;

/** The public price list of the Messages API. A cache write is priced as the five-minute one. */
const FAMILY_PRICES = {
  fable: { input: 10, output: 50 },
  opus: { input: 5, output: 25 },
  sonnet: { input: 3, output: 15 },
  haiku: { input: 1, output: 5 },
} as const satisfies ModelPrices;

const CACHE_READ_FACTOR = 0.1;
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

/** The override of the exact id comes first, then the override of its family, then the price list. */
export function priceOf(model: string, overrides: ModelPrices = {}): ModelPrice | null {
  const family = familyOf(model);
  const price = overrides[model] ?? (family && (overrides[family] ?? FAMILY_PRICES[family]));
  if (!price) return null;
  return {
    cacheRead: price.input * CACHE_READ_FACTOR,
    cacheWrite: price.input * CACHE_WRITE_FACTOR,
    ...price,
  };
}

type Family = keyof typeof FAMILY_PRICES;

/** Finds `sonnet` in `sonnet`, `claude-sonnet-5-5` and a cloud's `eu.anthropic.claude-sonnet-5-5-v1:0` alike. */
function familyOf(model: string): Family | undefined {
  const words = model.toLowerCase().split(/[^a-z]+/);
  const families = Object.keys(FAMILY_PRICES) as Family[];
  if (words.length > 1 && !words.includes('claude')) return undefined;
  return families.find((family) => words.includes(family));
}
