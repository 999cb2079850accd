import type { PlannedPhase, YieldPoint } from '../../contracts/execution-events.js';
import type { Failure } from './commands.js';

/** The phase that was started last. Its artifacts are kept so that a repeated report stores none twice. */
export type CurrentPhase = {
  readonly phaseId: string;
  readonly sessionId: string;
  readonly status: 'RUNNING' | 'COMPLETED' | 'FAILED';
  readonly artifactIds: readonly string[];
};

/** What every started execution has. Phases run in order, so a count says which are completed. */
export type Progress = {
  readonly executionId: string;
  readonly plan: readonly PlannedPhase[];
  readonly hostId?: string;
  readonly completedPhases: number;
  readonly phase?: CurrentPhase;
};

export type NotStarted = { readonly status: 'NOT_STARTED' };
export type Running = Progress & { readonly status: 'RUNNING'; readonly pauseRequested: boolean };
export type Paused = Progress & { readonly status: 'PAUSED'; readonly yieldPoint: YieldPoint };
export type Interrupted = Progress & {
  readonly status: 'INTERRUPTED';
  readonly failure?: Failure | undefined;
};
export type Closed = Progress & { readonly status: 'COMPLETED' | 'FAILED' | 'CANCELLED' };

export type StartedState = Running | Paused | Interrupted | Closed;
export type ExecutionState = NotStarted | StartedState;

export const initialState = (): ExecutionState => ({ status: 'NOT_STARTED' });

export function isStarted(state: ExecutionState): state is StartedState {
  return state.status !== 'NOT_STARTED';
}

/** The phase in which an agent is at work, or held, or was interrupted; none between phases. */
export function openPhase(state: ExecutionState): CurrentPhase | undefined {
  if (!isStarted(state) || state.phase?.status !== 'RUNNING') return undefined;
  return state.phase;
}

export type PhaseStatus = 'PENDING' | CurrentPhase['status'];

/** Status of the phase at this place of the plan, counted from 0. */
export function phaseStatus(state: ExecutionState, index: number): PhaseStatus {
  if (!isStarted(state)) return 'PENDING';
  if (index < state.completedPhases) return 'COMPLETED';
  const phase = state.plan[index];
  return phase !== undefined && state.phase?.phaseId === phase.phaseId
    ? state.phase.status
    : 'PENDING';
}
