import {
  CancellationScope,
  condition,
  defineQuery,
  setDefaultSignalHandler,
  setHandler,
  uuid4,
} from '@temporalio/workflow';
import type {
  ExecutionInput,
  PhaseResult,
  ProvisionedWorkspace,
} from '#shared/contracts/activities.js';
import { isClosed } from '#shared/domain/execution/arrows.js';
import { isStarted } from '#shared/domain/execution/state.js';
import { drivingHost } from './activities.js';
import { executionFailure } from './failures.js';
import { type ControlWish, type ExecutionSnapshot, QUERIES } from './messages.js';
import { executionState } from './outbox.js';
import { enterWorkspace, workspaceRequest } from './workspace.js';

/** How long an interrupted execution waits for a retry before it fails. */
const INTERRUPTED_DEADLINE = '72 hours';

type FinishedPhase = { readonly phaseId: string; readonly sessionId: string };
type Run = { readonly input: ExecutionInput; readonly workspace: ProvisionedWorkspace };

/**
 * One execution, told without its bookkeeping: the interceptors record the domain events, append them and
 * remove the workspace at the end. See docs/state-machines.md.
 */
export async function execution(input: ExecutionInput): Promise<void> {
  answerQueries();
  // After every handler of our own, or it would swallow their buffered signals. The inbound interceptor
  // records the refusal; without this handler an unknown signal would wait for one for ever.
  setDefaultSignalHandler(() => undefined);
  const run = { input, workspace: await enterWorkspace(input) };
  const earlier: FinishedPhase[] = [];
  for (const phase of input.phases) {
    earlier.push(await finishPhase(run, phase, earlier));
  }
}

/** Drives a phase until it is finished; throws the failure of the execution when it cannot be. */
async function finishPhase(
  run: Run,
  phase: ExecutionInput['phases'][number],
  earlier: readonly FinishedPhase[],
): Promise<FinishedPhase> {
  // Drawn from the run's seed: kept when a reset repeats what was finished, new for what comes after.
  const finished = { phaseId: phase.phaseId, sessionId: uuid4() };
  for (;;) {
    const result = await drivePhase(run, phase, { ...finished, earlier: [...earlier] });
    if (result.outcome === 'completed') return finished;
    if (result.outcome === 'failed') throw executionFailure(result);
    await goOn();
  }
}

function drivePhase(
  { input, workspace }: Run,
  { name, model, timeoutSeconds }: ExecutionInput['phases'][number],
  phase: FinishedPhase & { earlier: FinishedPhase[] },
): Promise<PhaseResult> {
  const driver = drivingHost(workspace.taskQueue, `${name} (${model})`, timeoutSeconds);
  return driver.runPhase({ ...workspaceRequest(input), ...phase });
}

/** Waits while the execution is paused or interrupted; throws at the deadline of an interruption. */
async function goOn(): Promise<void> {
  await condition(() => executionState().status !== 'PAUSED');
  const retried = await condition(
    () => executionState().status !== 'INTERRUPTED',
    INTERRUPTED_DEADLINE,
  );
  if (retried) return;
  const message = `it was interrupted and nobody retried it within ${INTERRUPTED_DEADLINE}`;
  throw executionFailure({ reason: 'interrupted_deadline', message });
}

function answerQueries(): void {
  const scope = CancellationScope.current();
  setHandler(defineQuery<ExecutionSnapshot>(QUERIES.state), snapshot, {
    description: 'Status of the execution and the phase it is in',
  });
  setHandler(
    defineQuery<ControlWish>(QUERIES.control),
    () => (scope.consideredCancelled ? 'cancel' : wish()),
    { description: 'What is wished of the agent now' },
  );
}

function snapshot(): ExecutionSnapshot {
  const state = executionState();
  return {
    status: state.status,
    pauseRequested: state.status === 'RUNNING' && state.pauseRequested,
    ...(isStarted(state) && state.phase && { phaseId: state.phase.phaseId }),
  };
}

function wish(): ControlWish {
  const state = executionState();
  if (isClosed(state.status)) return 'closed';
  if (state.status === 'INTERRUPTED') return 'interrupt';
  const pauses = state.status === 'PAUSED' || (state.status === 'RUNNING' && state.pauseRequested);
  return pauses ? 'pause' : 'run';
}
