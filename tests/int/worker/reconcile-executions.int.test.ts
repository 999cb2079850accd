import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { pino } from 'pino';
import type { AppendBatch } from '#shared/contracts/activities.js';
import type { StoredEvent } from '#shared/contracts/event-envelope.js';
import { foldExecution } from '#shared/domain/execution/execution-view.js';
import { reconcileExecutions } from '../../../worker/activities/reconcile-executions.js';
import { findRun } from '../../../worker/temporal/closed-run.js';
import { ExecutionLab, until } from '../../support/execution-lab.js';
import { completed } from '../../support/noop-host.js';

let lab: ExecutionLab;
let workers: AsyncDisposable;
/** Batches that the store shall not get from the outbox, to end a run before they are written. */
let withheld: ((batch: AppendBatch) => Promise<void>) | undefined;

beforeAll(async () => {
  lab = await ExecutionLab.start({
    beforeAppend: (batch) => withheld?.(batch) ?? Promise.resolve(),
  });
  workers = await lab.startWorkers();
});

afterEach(() => {
  withheld = undefined;
});

afterAll(async () => {
  await workers[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
});

const reconcile = () =>
  reconcileExecutions({
    store: lab.store,
    findRun: (id) => findRun(lab.temporal.client, id),
    now: () => new Date(),
    logger: pino({ level: 'silent' }),
  });

// As an agent at work: ends only with the run, by which the server tells the worker.
const waitForever = () => Context.current().cancelled;

async function running(): Promise<WorkflowHandle> {
  const handle = await lab.execute(2, ({ phaseId }) =>
    phaseId === 'phase-1' ? Promise.resolve(completed) : waitForever(),
  );
  await until(async () => (await lab.typesOf(handle.workflowId)).length === 5);
  return handle;
}

const read = (handle: WorkflowHandle) => lab.store.readStream(handle.workflowId);
const versions = (events: readonly StoredEvent[]) => events.map(({ version }) => version);

function expectContiguous(events: readonly StoredEvent[]): void {
  expect(versions(events)).toEqual(events.map((_, index) => index + 1));
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
}

describe('the reconciler', () => {
  it('leaves alone what runs', async () => {
    const handle = await running();
    const { examined, closed } = await reconcile();
    expect(examined).toBeGreaterThan(0);
    expect(closed).toBe(0);
    await handle.terminate();
    await reconcile();
  });

  it('fails an execution that was terminated, at the time of its end, once', async () => {
    const handle = await running();
    await handle.terminate('enough');
    expect((await reconcile()).closed).toBe(1);
    const events = await read(handle);
    expect(events.slice(5).map(({ type }) => type)).toEqual(['PhaseFailed', 'ExecutionFailed']);
    const { closeTime } = await handle.describe();
    expect(events.at(-1)?.occurredAt).toBe(closeTime?.toISOString());
    expect(foldExecution(events)?.failure).toMatchObject({ reason: 'terminated' });
    expect(events.at(-1)?.data.message).toContain('enough');
    expectContiguous(events);
    await reconcile();
    expect(await read(handle)).toEqual(events);
  });

  it('writes first what the outbox had scheduled and the store never got', async () => {
    withheld = ({ seq }) => (seq === 1 ? Promise.resolve() : waitForever());
    const handle = await lab.execute(2, waitForever);
    await until(async () => {
      const { events } = await handle.fetchHistory();
      const scheduled = events?.map((event) => event.activityTaskScheduledEventAttributes);
      return scheduled?.filter((task) => task?.activityType?.name === 'appendEvents')[1];
    });
    await handle.terminate();
    expect(await lab.typesOf(handle.workflowId)).toEqual(['ExecutionStarted']);
    const run = await findRun(lab.temporal.client, handle.workflowId);
    const batches = typeof run === 'object' ? run.batches : [];
    const scheduled = batches.flatMap(({ events }) => events.map(({ type }) => type));
    await reconcile();
    const types = await lab.typesOf(handle.workflowId);
    // How much the second batch holds depends on when the first one was done.
    expect(scheduled).toContain('WorkspaceProvisioned');
    expect(types.slice(0, scheduled.length)).toEqual(scheduled);
    expect(types.at(-1)).toBe('ExecutionFailed');
    expectContiguous(await read(handle));
  });

  it('fails an execution whose history is gone', async () => {
    const handle = await running();
    const { workflowService } = lab.temporal.connection;
    await workflowService.deleteWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: handle.workflowId },
    });
    await until(async () => {
      await reconcile();
      return (await lab.typesOf(handle.workflowId)).includes('ExecutionFailed');
    });
    const events = await read(handle);
    const reasons = ['history_gone', 'terminated']; // a deletion terminates what runs first
    expect(reasons).toContain(events.at(-1)?.data.reason);
    expectContiguous(events);
  });
});

describe('a reset in Temporal', () => {
  const reset = async (handle: WorkflowHandle, taskNumber: number) => {
    const { events = [] } = await handle.fetchHistory();
    const tasks = events?.filter((event) => event.workflowTaskCompletedEventAttributes) ?? [];
    const { runId } = await lab.temporal.connection.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: handle.workflowId },
      reason: 'test',
      workflowTaskFinishEventId: tasks[taskNumber]?.eventId ?? null,
      requestId: `${handle.workflowId}-${taskNumber}`,
    });
    return lab.temporal.client.workflow.getHandle(handle.workflowId, runId);
  };

  it('of a closed execution starts its story over under the new run', async () => {
    const handle = await lab.execute();
    await handle.result();
    const again = await reset(handle, 0);
    await again.result();
    const events = await read(handle);
    const reset1 = events.findIndex(({ type }) => type === 'ExecutionReset');
    expect(reset1).toBe(7);
    expect(events.slice(8).map(({ type }) => type)).toEqual(
      events.slice(0, 7).map(({ type }) => type),
    );
    expectContiguous(events);
    expect(foldExecution(events)).toMatchObject({ state: 'COMPLETED' });
  });

  it('in the middle keeps the sessions of the phases that stay finished', async () => {
    const handle = await running();
    const before = foldExecution(await read(handle));
    const { events } = await handle.fetchHistory();
    const tasks = events?.filter((event) => event.workflowTaskCompletedEventAttributes) ?? [];
    lab.script(handle.workflowId, () => Promise.resolve(completed));
    const again = await reset(handle, tasks.length - 1);
    await again.result();
    expect((await reconcile()).closed).toBe(0);
    const stored = await read(handle);
    expectContiguous(stored);
    const view = foldExecution(stored);
    expect(view?.state).toBe('COMPLETED');
    expect(view?.phases[0]?.sessionId).toBe(before?.phases[0]?.sessionId);
  });

  it('that is terminated before it writes ends under its own run', async () => {
    const handle = await running();
    await workers[Symbol.asyncDispose]();
    const again = await reset(handle, 0);
    expect((await reconcile()).closed).toBe(0);
    await again.terminate();
    await reconcile();
    const events = await read(handle);
    expect(events.slice(5).map(({ type }) => type)).toEqual([
      'ExecutionReset',
      'ExecutionStarted',
      'ExecutionFailed',
    ]);
    expectContiguous(events);
    workers = await lab.startWorkers();
  });
});
