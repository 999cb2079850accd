import type { Client } from '@temporalio/client';
import type { Contender } from './contenders.js';

/** Completed workflows per second, with this many always under way. */
export async function throughput(
  client: Client,
  contender: Contender,
  { concurrency, total }: { readonly concurrency: number; readonly total: number },
): Promise<number> {
  let left = total;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await contender(client);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, lane));
  return total / ((performance.now() - start) / 1000);
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
