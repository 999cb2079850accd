import type { ExecutionEvent, ExecutionEventOf } from '../../contracts/execution-events.js';
import { invariant } from '../invariant.js';
import {
  type CurrentPhase,
  type ExecutionState,
  initialState,
  isStarted,
  type Progress,
  type StartedState,
} from './state.js';

/** State after one more event of the stream. Knows no refusal: what is recorded happened. */
export function evolve(state: ExecutionState, event: ExecutionEvent): ExecutionState {
  if (event.type === 'ExecutionReset') return initialState();
  if (event.type === 'ExecutionStarted') return started(event.data);
  // A signal can be refused before anything else happened.
  if (event.type === 'CommandRejected') return state;
  invariant(isStarted(state), `${event.type} stands before ExecutionStarted`);
  return evolveStarted(state, event);
}

type LaterEvent = Exclude<
  ExecutionEvent,
  { type: 'ExecutionReset' | 'ExecutionStarted' | 'CommandRejected' }
>;

function evolveStarted(state: StartedState, event: LaterEvent): ExecutionState {
  switch (event.type) {
    case 'WorkspaceProvisioned':
      return { ...state, hostId: event.data.hostId };
    case 'PhaseStarted':
    case 'ArtifactStored':
    case 'PhaseCompleted':
    case 'PhaseFailed':
      return evolvePhase(state, event);
    case 'PauseRequested':
    case 'PauseWithdrawn':
    case 'ExecutionPaused':
    case 'ExecutionResumed':
    case 'ExecutionInterrupted':
    case 'ExecutionRetried':
    case 'ExecutionCompleted':
    case 'ExecutionFailed':
    case 'ExecutionCancelled':
      return evolveStatus(progressOf(state), event);
  }
}

type PhaseEvent = ExecutionEventOf<
  'PhaseStarted' | 'ArtifactStored' | 'PhaseCompleted' | 'PhaseFailed'
>;

function evolvePhase(state: StartedState, event: PhaseEvent): StartedState {
  switch (event.type) {
    case 'PhaseStarted': {
      const { phaseId, sessionId } = event.data;
      return { ...state, phase: { phaseId, sessionId, status: 'RUNNING', artifactIds: [] } };
    }
    case 'ArtifactStored': {
      const phase = currentPhase(state);
      const artifactIds = [...phase.artifactIds, event.data.artifactId];
      return { ...state, phase: { ...phase, artifactIds } };
    }
    case 'PhaseCompleted':
      return {
        ...state,
        completedPhases: state.completedPhases + 1,
        phase: { ...currentPhase(state), status: 'COMPLETED' },
      };
    case 'PhaseFailed':
      return { ...state, phase: { ...currentPhase(state), status: 'FAILED' } };
  }
}

type StatusEvent = Exclude<LaterEvent, PhaseEvent | ExecutionEventOf<'WorkspaceProvisioned'>>;

function evolveStatus(progress: Progress, event: StatusEvent): StartedState {
  switch (event.type) {
    case 'PauseRequested':
      return { ...progress, status: 'RUNNING', pauseRequested: true };
    case 'PauseWithdrawn':
    case 'ExecutionResumed':
    case 'ExecutionRetried':
      return { ...progress, status: 'RUNNING', pauseRequested: false };
    case 'ExecutionPaused':
      return { ...progress, status: 'PAUSED', yieldPoint: event.data.yieldPoint };
    case 'ExecutionInterrupted':
      return { ...progress, status: 'INTERRUPTED', failure: event.data.failure };
    case 'ExecutionCompleted':
      return { ...progress, status: 'COMPLETED' };
    case 'ExecutionFailed':
      return { ...progress, status: 'FAILED' };
    case 'ExecutionCancelled':
      return { ...progress, status: 'CANCELLED' };
  }
}

function started({ executionId, phases }: ExecutionEventOf<'ExecutionStarted'>['data']) {
  return {
    status: 'RUNNING',
    pauseRequested: false,
    executionId,
    plan: phases,
    completedPhases: 0,
  } as const;
}

function progressOf({ executionId, plan, hostId, completedPhases, phase }: Progress): Progress {
  return {
    executionId,
    plan,
    completedPhases,
    ...(hostId !== undefined && { hostId }),
    ...(phase !== undefined && { phase }),
  };
}

function currentPhase(state: Progress): CurrentPhase {
  invariant(state.phase !== undefined, 'a phase event stands before PhaseStarted');
  return state.phase;
}
