import type { ExecutionEvent } from '../../contracts/execution-events.js';
import type { CommandOf, InPhase } from './commands.js';
import { ExecutionNotStartedError, PhaseNotRunningError, PhaseOutOfOrderError } from './errors.js';
import { requireRunning } from './require-status.js';
import { type CurrentPhase, type ExecutionState, isStarted } from './state.js';

type Events = readonly ExecutionEvent[];

export function start(data: CommandOf<'Start'>['data'], state: ExecutionState): Events {
  return isStarted(state) ? [] : [{ type: 'ExecutionStarted', data }];
}

export function provisionWorkspace(
  data: CommandOf<'ProvisionWorkspace'>['data'],
  state: ExecutionState,
): Events {
  const { hostId } = requireRunning(state);
  return hostId === data.hostId ? [] : [{ type: 'WorkspaceProvisioned', data: { ...data } }];
}

export function startPhase(
  { phaseId, sessionId }: CommandOf<'StartPhase'>['data'],
  state: ExecutionState,
): Events {
  const running = requireRunning(state);
  if (isIn(running.phase, { phaseId, sessionId })) return []; // goes on after a pause or a retry
  const next = running.plan[running.completedPhases];
  const busy = running.phase !== undefined && running.phase.status !== 'COMPLETED';
  if (busy || next?.phaseId !== phaseId) {
    throw new PhaseOutOfOrderError(phaseId, busy ? running.phase.phaseId : next?.phaseId);
  }
  return [{ type: 'PhaseStarted', data: { phaseId, sessionId, model: next.model } }];
}

export function storeArtifact(
  data: CommandOf<'StoreArtifact'>['data'],
  state: ExecutionState,
): Events {
  const phase = requirePhase(data, state);
  if (phase.artifactIds.includes(data.artifactId)) return [];
  return [{ type: 'ArtifactStored', data }];
}

export function completePhase(
  data: CommandOf<'CompletePhase'>['data'],
  state: ExecutionState,
): Events {
  if (isReported('COMPLETED', data, state)) return [];
  requirePhase(data, state);
  return [{ type: 'PhaseCompleted', data: { ...data } }];
}

export function failPhase(data: CommandOf<'FailPhase'>['data'], state: ExecutionState): Events {
  if (isReported('FAILED', data, state)) return [];
  requirePhase(data, state);
  return [{ type: 'PhaseFailed', data: { ...data } }];
}

function requirePhase({ phaseId, sessionId }: InPhase, state: ExecutionState): CurrentPhase {
  const { phase } = requireRunning(state);
  if (phase?.status !== 'RUNNING' || !isIn(phase, { phaseId, sessionId })) {
    throw new PhaseNotRunningError(phaseId, sessionId);
  }
  return phase;
}

function isReported(
  status: CurrentPhase['status'],
  where: InPhase,
  state: ExecutionState,
): boolean {
  if (!isStarted(state)) throw new ExecutionNotStartedError();
  return state.phase?.status === status && isIn(state.phase, where);
}

function isIn(phase: InPhase | undefined, { phaseId, sessionId }: InPhase): boolean {
  return phase?.phaseId === phaseId && phase.sessionId === sessionId;
}
