import { ActivityFailure, log, workflowInfo } from '@temporalio/workflow';
import type {
  ExecutionInput,
  ProvisionedWorkspace,
  WorkspaceRequest,
} from '#shared/contracts/activities.js';
import { anyHost, host } from './activities.js';

let workspace: ProvisionedWorkspace | undefined;

export function workspaceRequest(input: ExecutionInput): WorkspaceRequest {
  const { executionId, definition, input: ref } = input;
  return { executionId, runId: workflowInfo().runId, definition, input: ref };
}

/** Any host with a free place takes the execution; from then on everything runs on that host's queue. */
export async function enterWorkspace(input: ExecutionInput): Promise<ProvisionedWorkspace> {
  workspace = await anyHost('set up the workspace').setUpWorkspace(workspaceRequest(input));
  return workspace;
}

/** Best effort: a host that does not answer must not keep the execution open; its reaper removes the rest. */
export async function leaveWorkspace(): Promise<void> {
  if (!workspace) return;
  const { workflowId: executionId, runId } = workflowInfo();
  try {
    await host(workspace.taskQueue, 'remove the workspace').tearDownWorkspace({
      executionId,
      runId,
    });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    log.warn('workspace left to the reaper', { executionId, hostId: workspace.hostId });
  }
}
