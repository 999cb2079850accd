import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { Worker } from '@temporalio/worker';
import { runWorkers } from '../../../worker/temporal/run-workers.js';

/** A worker that drains for as long as the test wants. */
function fakeWorker() {
  const over = new EventEmitter();
  let state = 'RUNNING';
  const worker = {
    run: () => once(over, 'drained'),
    getState: () => state,
    shutdown: () => {
      state = 'DRAINING';
    },
  };
  return { worker: worker as unknown as Worker, over, state: () => state };
}

describe('running workers', () => {
  it('lets the others drain when one of them fails', async () => {
    const [broken, healthy] = [fakeWorker(), fakeWorker()];
    let over = false;
    const running = runWorkers([broken.worker, healthy.worker], new AbortController().signal);
    const outcome = running.catch((error: unknown) => error).finally(() => (over = true));
    broken.over.emit('error', new Error('poll failed'));
    await new Promise(setImmediate);
    expect(healthy.state()).toBe('DRAINING');
    expect(over).toBe(false);
    healthy.over.emit('drained');
    expect(await outcome).toMatchObject({ message: 'poll failed' });
  });
});
