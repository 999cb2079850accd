import type { ActivityInput, WorkflowOutboundCallsInterceptor } from '@temporalio/workflow';
import type {
  ArtifactPage,
  HostActivities,
  PhaseRequest,
  PhaseResult,
  ProvisionedWorkspace,
} from '#shared/contracts/activities.js';
import type { ExecutionCommand, InPhase } from '#shared/domain/execution/commands.js';
import { host } from '../execution/activities.js';
import { clipFailure } from '../execution/failures.js';
import { record } from '../execution/outbox.js';

type Next = (input: ActivityInput) => Promise<unknown>;

export const outbound: WorkflowOutboundCallsInterceptor = {
  async scheduleActivity(input, next) {
    const activity = input.activityType as keyof HostActivities;
    if (activity === 'setUpWorkspace') return setUpWorkspace(input, next);
    if (activity === 'runPhase') return runPhase(input, next);
    return next(input);
  },
};

async function setUpWorkspace(input: ActivityInput, next: Next): Promise<ProvisionedWorkspace> {
  const workspace = (await next(input)) as ProvisionedWorkspace;
  const { hostId, commit } = workspace;
  record({ type: 'ProvisionWorkspace', data: { hostId, ...(commit && { commit }) } });
  return workspace;
}

async function runPhase(input: ActivityInput, next: Next): Promise<PhaseResult> {
  const request = input.args[0] as PhaseRequest;
  const { phaseId, sessionId } = request;
  record({ type: 'StartPhase', data: { phaseId, sessionId } });
  const result = (await next(input)) as PhaseResult;
  await recordResult(input, request, result);
  return result;
}

async function recordResult(
  { options }: ActivityInput,
  request: PhaseRequest,
  result: PhaseResult,
): Promise<void> {
  const where = { phaseId: request.phaseId, sessionId: request.sessionId };
  if (result.outcome === 'completed' || result.outcome === 'failed') {
    await recordArtifacts(options.taskQueue, request, result.artifacts);
  }
  record(commandOf(where, result));
}

function commandOf(where: InPhase, result: PhaseResult): ExecutionCommand {
  switch (result.outcome) {
    case 'completed':
      return { type: 'CompletePhase', data: { ...where, output: result.output } };
    case 'failed':
      return { type: 'FailPhase', data: { ...where, ...clipFailure(result) } };
    case 'interrupted':
      return { type: 'Interrupt', data: { failure: clipFailure(result) } };
    case 'held': {
      const { yieldPoint, journalSeq } = result;
      return { type: 'ReachYieldPoint', data: { yieldPoint, journalSeq } };
    }
  }
}

/** A phase may leave more artifacts than a payload holds: the host lists them page by page. */
async function recordArtifacts(
  taskQueue: string | undefined,
  { executionId, phaseId, sessionId }: PhaseRequest,
  first: ArtifactPage,
): Promise<void> {
  let page = first;
  for (;;) {
    for (const artifact of page.artifacts) {
      record({ type: 'StoreArtifact', data: { phaseId, sessionId, ...artifact } });
    }
    if (page.next === undefined || taskQueue === undefined) return;
    page = await host(taskQueue, `artifacts of ${phaseId}`).listPhaseArtifacts({
      executionId,
      sessionId,
      page: page.next,
    });
  }
}
