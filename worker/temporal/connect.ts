import { setTimeout as delay } from 'node:timers/promises';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import type { Logger } from '#shared/runtime/logger.js';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Connects as soon as Temporal answers, however long that takes: a worker that gave up its first attempt would
 * look alive and never poll. Rejects when the signal comes first. The caller closes the connection.
 */
export async function connect(
  options: NativeConnectionOptions,
  { logger, signal }: { readonly logger: Logger; readonly signal: AbortSignal },
): Promise<NativeConnection> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted();
    try {
      return await NativeConnection.connect(options);
    } catch (error) {
      logger.warn(
        { err: error, address: options.address, pauseMs },
        'temporal does not answer yet',
      );
      await delay(pauseMs, undefined, { signal });
    }
  }
}
