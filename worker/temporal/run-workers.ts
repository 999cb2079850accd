import type { Worker } from '@temporalio/worker';

/**
 * Runs all workers until the signal, then lets them drain. Rejects when one of them failed, after the others drained: a
 * process with a dead worker would look alive and never poll.
 */
export async function runWorkers(workers: readonly Worker[], signal: AbortSignal): Promise<void> {
  const stop = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  signal.addEventListener('abort', stop, { once: true });
  const running = workers.map((worker) => worker.run());
  if (signal.aborted) stop();
  try {
    await Promise.all(running);
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    // They hold the connection, which the caller closes next.
    await Promise.allSettled(running);
  }
}
