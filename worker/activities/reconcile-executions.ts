import { SupersededRunError } from '#shared/event-store/errors.js';
import type { EventStore } from '#shared/event-store/event-store.js';
import type { Logger } from '#shared/runtime/logger.js';
import type { FoundRun } from '../temporal/closed-run.js';
import { closingBatch, closingBatchOfLostRun } from './closing-events.js';
import { forEachBounded } from './for-each-bounded.js';

export type ReconcilerParts = {
  readonly store: Pick<EventStore, 'openStreams' | 'readStream' | 'appendBatch'>;
  readonly findRun: (executionId: string) => Promise<FoundRun>;
  readonly now: () => Date;
  readonly logger: Logger;
};

/** `describe` is cheap, but thousands at once would meet the frontend's limit of requests. */
const CONCURRENCY = 8;

/**
 * Ends the streams of executions whose run closed without our code running. Walks our own open streams, never
 * Temporal's visibility, which is rate limited and late. Event ids and times come from the history, so that
 * any number of rounds, on any number of workers, write the same events once.
 */
export async function reconcileExecutions(
  parts: ReconcilerParts,
): Promise<{ readonly examined: number; readonly closed: number }> {
  const open = await parts.store.openStreams();
  let closed = 0;
  await forEachBounded(open, CONCURRENCY, async ({ streamId }) => {
    try {
      if (await reconcile(parts, streamId)) closed += 1;
    } catch (error) {
      // One broken stream must not keep the others open.
      parts.logger.error({ executionId: streamId, err: error }, 'execution not reconciled');
    }
  });
  return { examined: open.length, closed };
}

/** True when the stream was ended by this call. */
async function reconcile(parts: ReconcilerParts, streamId: string): Promise<boolean> {
  const { store, findRun, now } = parts;
  const run = await findRun(streamId);
  // A reset run that is open writes its own events; until then the stream tells of the run before.
  if (run === 'open') return false;
  if (run === 'gone') {
    const lost = closingBatchOfLostRun(await store.readStream(streamId), now().toISOString());
    return append(store, lost ? [lost] : []);
  }
  const closing = closingBatch(streamId, run);
  return append(store, closing ? [...run.batches, closing] : run.batches);
}

async function append(
  store: ReconcilerParts['store'],
  batches: readonly Parameters<EventStore['appendBatch']>[0][],
): Promise<boolean> {
  try {
    for (const batch of batches) await store.appendBatch(batch);
    return batches.length > 0;
  } catch (error) {
    if (error instanceof SupersededRunError) return false; // reset meanwhile: the new run writes
    throw error;
  }
}
