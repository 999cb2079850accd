import { once } from 'node:events';

/** Resolves with the first signal that asks this process to end. */
export async function shutdownSignal(): Promise<NodeJS.Signals> {
  const received = await Promise.race(
    (['SIGTERM', 'SIGINT'] as const).map(async (signal) => {
      await once(process, signal);
      return signal;
    }),
  );
  return received;
}
