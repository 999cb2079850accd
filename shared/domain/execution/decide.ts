import type { ExecutionEvent } from '../../contracts/execution-events.js';
import { DomainError } from '../domain-error.js';
import type { CommandOf, ExecutionCommand } from './commands.js';
import { cancel, complete, expire, fail, terminate } from './decide-closing.js';
import { interrupt, pause, reachYieldPoint, reject, resume, retry } from './decide-control.js';
import {
  completePhase,
  failPhase,
  provisionWorkspace,
  start,
  startPhase,
  storeArtifact,
} from './decide-progress.js';
import { evolve } from './evolve.js';
import type { ExecutionState } from './state.js';

type Decider<T extends ExecutionCommand['type']> = (
  data: CommandOf<T>['data'],
  state: ExecutionState,
) => readonly ExecutionEvent[];

const DECIDERS: { readonly [T in ExecutionCommand['type']]: Decider<T> } = {
  Start: start,
  ProvisionWorkspace: provisionWorkspace,
  StartPhase: startPhase,
  StoreArtifact: storeArtifact,
  CompletePhase: completePhase,
  FailPhase: failPhase,
  Pause: pause,
  ReachYieldPoint: reachYieldPoint,
  Resume: resume,
  Interrupt: interrupt,
  Retry: retry,
  Reject: reject,
  Complete: complete,
  Fail: fail,
  Cancel: cancel,
  Expire: expire,
  Terminate: terminate,
};

/**
 * Events that the command makes of this state, in one batch. `[]` when what it asks for already holds;
 * a DomainError (errors.ts) when the state machine refuses it.
 */
export function decide(
  command: ExecutionCommand,
  state: ExecutionState,
): readonly ExecutionEvent[] {
  const decider: (data: never, state: ExecutionState) => readonly ExecutionEvent[] =
    DECIDERS[command.type];
  return decider(command.data as never, state);
}

/** As `decide`, but a refusal is an event too: for commands that came as signals and cannot be answered. */
export function decideSignal(
  name: string,
  command: ExecutionCommand & { readonly data: { readonly by?: string | undefined } },
  state: ExecutionState,
): readonly ExecutionEvent[] {
  try {
    return decide(command, state);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return reject({ command: name, message: error.message, by: command.data.by }, state);
  }
}

export function evolveAll(
  state: ExecutionState,
  events: readonly ExecutionEvent[],
): ExecutionState {
  return events.reduce(evolve, state);
}
