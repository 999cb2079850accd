import type { Client } from '@temporalio/client';
import type { Contender } from './contenders.js';

export type Load = { readonly concurrency: number; readonly total: number };

/** Of all rounds of one contender under one load. */
export type Measured = {
  /** Completed workflows per second, one figure a round. */
  readonly rates: readonly number[];
  readonly latenciesMs: readonly number[];
  readonly events: readonly number[];
};

/** Runs `total` workflows with `concurrency` of them always under way. */
export async function measure(
  client: Client,
  contender: Contender,
  { concurrency, total }: Load,
): Promise<Measured> {
  let left = total;
  const latenciesMs: number[] = [];
  const last: string[] = [];
  const lane = async (index: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const begin = performance.now();
      last[index] = await contender(client);
      latenciesMs.push(performance.now() - begin);
    }
  };
  const begin = performance.now();
  await Promise.all(Array.from({ length: concurrency }, (_, index) => lane(index)));
  const rate = total / ((performance.now() - begin) / 1000);
  const events = await Promise.all(last.slice(0, SAMPLED).map((id) => historyLength(client, id)));
  return { rates: [rate], latenciesMs, events };
}

/** Workflows of a round whose history is counted, after the clock has stopped. */
const SAMPLED = 10;

async function historyLength(client: Client, workflowId: string): Promise<number> {
  return (await client.workflow.getHandle(workflowId).describe()).historyLength;
}

export const merge = (rounds: readonly Measured[]): Measured => ({
  rates: rounds.flatMap(({ rates }) => rates),
  latenciesMs: rounds.flatMap(({ latenciesMs }) => latenciesMs),
  events: rounds.flatMap(({ events }) => events),
});

/** The value that this share of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const index = Math.ceil(share * sorted.length) - 1;
  return sorted[Math.max(0, index)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
