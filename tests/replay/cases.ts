import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import type { PhaseRequest, PhaseResult } from '#shared/contracts/activities.js';
import { objectRef } from '../support/execution-fixtures.js';
import { completed } from '../support/noop-host.js';

/** A way through the execution workflow whose history is kept; `act` does what happens to it from outside. */
export type ReplayCase = {
  readonly name: string;
  readonly phases: number;
  readonly runPhase: (request: PhaseRequest) => Promise<PhaseResult>;
  readonly act?: (handle: WorkflowHandle) => Promise<unknown>;
};

const artifact = (index: number) => ({
  artifactId: `art-${String(index).padStart(24, '0')}`,
  path: `report-${index}.md`,
  object: objectRef,
});

async function untilCancelled(): Promise<never> {
  await Context.current().cancelled.catch(() => undefined);
  throw new CancelledFailure('stopped', [{ yieldPoint: 'after_tools', journalSeq: 7 }]);
}

const untilStatus = async (handle: WorkflowHandle, status: string): Promise<void> => {
  for (;;) {
    const state = await handle.query<{ status: string; phaseId?: string }>('getState');
    if (state.status === status && state.phaseId !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

export const REPLAY_CASES: readonly ReplayCase[] = [
  { name: 'completed', phases: 3, runPhase: () => Promise.resolve(completed) },
  {
    name: 'artifacts-in-pages',
    phases: 2,
    runPhase: () =>
      Promise.resolve({ ...completed, artifacts: { artifacts: [artifact(1)], next: 2 } }),
  },
  {
    name: 'failed',
    phases: 2,
    runPhase: () =>
      Promise.resolve({
        outcome: 'failed',
        reason: 'max_turns',
        message: 'the agent used its 3 turns',
        artifacts: { artifacts: [artifact(1)] },
      }),
  },
  {
    name: 'cancelled',
    phases: 2,
    runPhase: untilCancelled,
    act: async (handle) => {
      await untilStatus(handle, 'RUNNING');
      await handle.cancel();
    },
  },
  {
    name: 'interrupted-and-cancelled',
    phases: 2,
    runPhase: () =>
      Promise.resolve({ outcome: 'interrupted', reason: 'provider_auth', message: 'key refused' }),
    act: async (handle) => {
      await untilStatus(handle, 'INTERRUPTED');
      await handle.cancel();
    },
  },
  {
    name: 'unknown-signals',
    phases: 1,
    runPhase: untilCancelled,
    act: async (handle) => {
      await untilStatus(handle, 'RUNNING');
      await Promise.all(['bogus', 'other'].map((name) => handle.signal(name, { by: 'ada' })));
      await handle.cancel();
    },
  },
];
