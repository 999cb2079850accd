import { describe, expect, it } from '@jest/globals';
import { costUsd, ModelPricesJson, priceOf } from '#shared/observability/pricing.js';

const usage = {
  inputTokens: 2_022,
  outputTokens: 83,
  cacheReadTokens: 9_500,
  cacheWriteTokens: 700,
};

describe('pricing', () => {
  it('prices the current models as the agent does', () => {
    // total_cost_usd as Claude Code 2.1.330 printed it for this usage.
    expect(costUsd('claude-sonnet-5-5', usage)).toBeCloseTo(0.007574, 9);
  });

  it.each([
    ['claude-fable-5-2', 8],
    ['claude-opus-5-5', 4],
    ['claude-haiku-5-5', 0.1],
    ['claude-opus-4-1', 5],
    ['sonnet', 3],
    ['claude-3-5-haiku-20241022', 1],
    ['eu.anthropic.claude-sonnet-5-5-v1:0', 2],
    ['claude-sonnet-5-50', 3],
  ])('knows the input price of %s', (model, input) => {
    expect(priceOf(model)?.input).toBe(input);
  });

  it('derives cache prices that the list does not give', () => {
    const price = priceOf('claude-sonnet-4-5');
    expect(price?.cacheRead).toBeCloseTo(0.3, 9);
    expect(price?.cacheWrite).toBeCloseTo(3.75, 9);
  });

  it('has no price for a model it does not know, rather than none to pay', () => {
    expect(priceOf('llama-9')).toBeNull();
    expect(costUsd('llama-9', usage)).toBeNull();
  });

  it('lets the installation override an id or a family', () => {
    const overrides = ModelPricesJson.parse(
      '{"sonnet":{"input":7,"output":8},"llama-9":{"input":1,"output":2,"cacheRead":0}}',
    );
    expect(priceOf('claude-sonnet-5-5', overrides)?.input).toBe(7);
    expect(priceOf('llama-9', overrides)).toEqual({
      input: 1,
      output: 2,
      cacheRead: 0,
      cacheWrite: 1.25,
    });
  });

  it.each(['{', '[]', '{"sonnet":{"input":3}}', '{"sonnet":{"input":-1,"output":1}}'])(
    'refuses the override %s',
    (json) => {
      expect(ModelPricesJson.safeParse(json).success).toBe(false);
    },
  );
});
