import { performance } from 'node:perf_hooks';
import { batches, type Contender } from './contenders.js';

export type Load = {
  /** Events in one append. */
  readonly size: number;
  /** Writers at work at the same time, each on streams of its own. */
  readonly writers: number;
};

export type Comparison = Load & {
  readonly rawPerSecond: number;
  readonly storePerSecond: number;
  readonly ratio: number;
};

const ROUND_MS = 2_000;
const ROUNDS = 5;

/** Rounds alternate, so that a busy machine slows both; the median of the rounds' ratios counts. */
export async function compare(
  load: Load,
  { raw, store }: { readonly raw: Contender; readonly store: Contender },
): Promise<Comparison> {
  await round(raw, load);
  await round(store, load);
  const rounds: [number, number][] = [];
  for (let n = 0; n < ROUNDS; n += 1) {
    rounds.push([await round(raw, load), await round(store, load)]);
  }
  return {
    ...load,
    rawPerSecond: median(rounds.map(([first]) => first)),
    storePerSecond: median(rounds.map(([, second]) => second)),
    ratio: median(rounds.map(([first, second]) => second / first)),
  };
}

/** Appends per second. */
async function round(contender: Contender, { size, writers }: Load): Promise<number> {
  const start = performance.now();
  const counts = await Promise.all(
    Array.from({ length: writers }, async () => {
      let count = 0;
      for (const batch of batches(size)) {
        if (performance.now() - start >= ROUND_MS) break;
        await contender(batch);
        count += 1;
      }
      return count;
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  return counts.reduce((sum, count) => sum + count, 0) / seconds;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
