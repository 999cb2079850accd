import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  TemporalFailure,
  type WorkflowExecuteInput,
  type WorkflowInboundCallsInterceptor,
  workflowInfo,
} from '@temporalio/workflow';
import { clipText } from '#shared/domain/execution/clip-text.js';
import type { ExecutionCommand } from '#shared/domain/execution/commands.js';
import { readInput, startData } from '../execution/execution-start.js';
import { executionFailure, failureOf } from '../execution/failures.js';
import { executionState, flush, record } from '../execution/outbox.js';
import { leaveWorkspace } from '../execution/workspace.js';
import { heldAt } from './held-at.js';

type Ending = { readonly command: ExecutionCommand; readonly failure?: TemporalFailure };

export const inbound: WorkflowInboundCallsInterceptor = {
  async execute(input, next) {
    const ending = await runToEnd(input, next);
    record(ending.command);
    // The terminal event is durable before the run closes, and is not held up by a slow host.
    await CancellationScope.nonCancellable(() => Promise.all([flush(), leaveWorkspace()]));
    if (ending.failure) throw ending.failure;
  },

  async handleSignal(input, next) {
    await next(input);
    const { signalName, args } = input;
    record({
      type: 'Reject',
      data: {
        command: clipText(signalName, 200),
        message: 'the execution knows no signal of this name',
        ...byOf(args[0]),
      },
    });
  },
};

/**
 * Only what closes the run in Temporal ends the execution. A plain Error is a bug that fails the workflow
 * *task*: it goes on upwards, nothing is recorded, and a deployed fix goes on from here.
 */
async function runToEnd(
  input: WorkflowExecuteInput,
  next: (input: WorkflowExecuteInput) => Promise<unknown>,
): Promise<Ending> {
  recordStart(input);
  try {
    await next(input);
    return { command: { type: 'Complete', data: {} } };
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    return endingOf(error);
  }
}

function recordStart({ args }: WorkflowExecuteInput): void {
  const { workflowId } = workflowInfo();
  const input = readInput(args[0], workflowId);
  if (!input) {
    const message = `the input of ${workflowId} is no execution input for this id; start it through the API`;
    throw ApplicationFailure.create({ type: 'invalid_input', message, nonRetryable: true });
  }
  record({ type: 'Start', data: startData(input) });
}

function endingOf(error: TemporalFailure): Ending {
  if (isCancellation(error) && CancellationScope.current().consideredCancelled) {
    return { command: { type: 'Cancel', data: { at: heldAt(error) } }, failure: error };
  }
  const failure = failureOf(error);
  const expired = executionState().status === 'INTERRUPTED';
  return {
    command: expired
      ? { type: 'Expire', data: { message: failure.message } }
      : { type: 'Fail', data: failure },
    failure: executionFailure(failure, error),
  };
}

function byOf(wish: unknown): { by?: string } {
  if (typeof wish !== 'object' || wish === null || !('by' in wish)) return {};
  return typeof wish.by === 'string' ? { by: clipText(wish.by, 200) } : {};
}
