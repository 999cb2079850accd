import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ExecutionLab } from '../../support/execution-lab.js';
import { skipTime } from '../../support/skip-time.js';

let lab: ExecutionLab;
let workers: AsyncDisposable;

beforeAll(async () => {
  lab = await ExecutionLab.start({ settings: ['frontend.WorkflowTimeSkippingEnabled=true'] });
  skipTime(lab.temporal.connection.workflowService);
  workers = await lab.startWorkers();
});

afterAll(async () => {
  await workers[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

describe('an interrupted execution', () => {
  it('fails three days later when nobody retries it', async () => {
    const handle = await lab.execute(2, () =>
      Promise.resolve({ outcome: 'interrupted', reason: 'provider_auth', message: 'key refused' }),
    );
    await expect(handle.result()).rejects.toMatchObject({
      cause: { type: 'interrupted_deadline' },
    });
    const events = await lab.store.readStream(handle.workflowId);
    expect(events.slice(3).map(({ type }) => type)).toEqual([
      'ExecutionInterrupted',
      'ExecutionRetried',
      'PhaseFailed',
      'ExecutionFailed',
    ]);
    const [interrupted, , , failed] = events
      .slice(3)
      .map(({ occurredAt }) => Date.parse(occurredAt));
    const waitedHours = ((failed ?? 0) - (interrupted ?? 0)) / 3_600_000;
    expect(Math.round(waitedHours)).toBe(72);
  });
});
