import type { ProvisionedWorkspace, WorkspaceRequest } from '#shared/contracts/activities.js';
import { ExecutionInputDocument } from '#shared/contracts/execution-input.js';
import { loadDefinition } from '#shared/event-store/load-definition.js';
import { hostTaskQueue } from '#workflow-defs/execution/messages.js';
import type { WorkspaceSpec } from '../workspaces/workspace-host.js';
import type { ActivityControl } from './activity-control.js';
import type { HostDependencies } from './host-dependencies.js';
import type { HostPlaces } from './host-places.js';
import { SetupOutput } from './setup-telemetry.js';

/** See `HostActivities.setUpWorkspace`. */
export async function setUpWorkspace(
  deps: HostDependencies,
  places: HostPlaces,
  request: WorkspaceRequest,
): Promise<ProvisionedWorkspace> {
  const control = deps.control(deps.isRunOpen);
  const make = () => makeWorkspace(deps, request, control);
  return control.beatDuring(async () => {
    const { commit } = await places.occupy(request.executionId, make);
    const { hostId } = deps;
    return { hostId, taskQueue: hostTaskQueue(hostId), ...(commit !== undefined && { commit }) };
  });
}

async function makeWorkspace(
  deps: HostDependencies,
  request: WorkspaceRequest,
  control: ActivityControl,
): Promise<{ readonly commit?: string | undefined }> {
  const output = new SetupOutput(() => new Date());
  const settingUp = deps.host.setUp({
    ...(await workspaceSpec(deps, request)),
    onReport: (report) => {
      output.add(report);
    },
  });
  try {
    return await unlessAborted(settingUp, control.signal);
  } catch (error) {
    if (!control.signal.aborted) throw error;
    // A half-made workspace is worth nothing to anybody: the next attempt starts over.
    await deps.host.remove(request.executionId);
    await settingUp.catch(() => undefined);
    await deps.host.remove(request.executionId);
    return await control.cancelled();
  } finally {
    await deps.sink.add(output.events(request.executionId));
  }
}

async function workspaceSpec(
  { store, objectStore }: HostDependencies,
  request: WorkspaceRequest,
): Promise<Omit<WorkspaceSpec, 'onReport'>> {
  const definition = await loadDefinition(store, request.definition);
  const { folder } = ExecutionInputDocument.parse(
    JSON.parse(await objectStore.getText(request.input.key)),
  );
  return {
    executionId: request.executionId,
    commands: definition.setup,
    ...(definition.repository && { repository: definition.repository }),
    // A repository of the workflow comes first: a folder is for workflows that name none.
    ...(folder && !definition.repository && { folder: () => objectStore.get(folder.tar.key) }),
  };
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(new SetupCancelledError('the setup of the workspace was cancelled'));
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}

class SetupCancelledError extends Error {
  override name = 'SetupCancelledError';
}
