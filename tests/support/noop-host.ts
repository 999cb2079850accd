import type { HostActivities, PhaseRequest, PhaseResult } from '#shared/contracts/activities.js';
import { hostTaskQueue } from '#workflow-defs/execution/messages.js';
import { objectRef } from './execution-fixtures.js';

export const completed: PhaseResult = {
  outcome: 'completed',
  output: objectRef,
  artifacts: { artifacts: [] },
};

/** A host without workspaces or agents: every phase ends at once, or as `overrides` says. */
export function createNoopHost(
  hostId: string,
  overrides: Partial<Omit<HostActivities, 'runPhase'>> & {
    readonly runPhase?: (request: PhaseRequest) => Promise<PhaseResult>;
  } = {},
): HostActivities {
  const taskQueue = hostTaskQueue(hostId);
  return {
    setUpWorkspace: () => Promise.resolve({ hostId, taskQueue, commit: 'c0ffee' }),
    runPhase: () => Promise.resolve(completed),
    listPhaseArtifacts: () => Promise.resolve({ artifacts: [] }),
    tearDownWorkspace: () => Promise.resolve(),
    ...overrides,
  };
}
