import type {
  ExecutionEventOf,
  FailureReason,
  StoredArtifact,
  YieldPoint,
} from '../../contracts/execution-events.js';
import type { ObjectRef } from '../../contracts/object-ref.js';

/** Who asked and why: free text of the caller. */
export type Wish = { readonly reason?: string | undefined; readonly by?: string | undefined };
export type Failure = { readonly reason: FailureReason; readonly message: string };
export type InPhase = { readonly phaseId: string; readonly sessionId: string };
export type StartData = ExecutionEventOf<'ExecutionStarted'>['data'];
export type Yield = {
  readonly yieldPoint: YieldPoint;
  readonly journalSeq?: number | undefined;
};

/** Why a run ended without our code: ended by a person or by the server, vanished, or broken. */
export type TerminationReason = Extract<
  FailureReason,
  'terminated' | 'timed_out' | 'history_gone' | 'internal'
>;

type Command<T extends string, D> = { readonly type: T; readonly data: D };

export type ProgressCommand =
  | Command<'Start', StartData>
  | Command<'ProvisionWorkspace', { readonly hostId: string; readonly commit?: string | undefined }>
  | Command<'StartPhase', InPhase>
  | Command<'StoreArtifact', InPhase & StoredArtifact>
  | Command<'CompletePhase', InPhase & { readonly output: ObjectRef }>
  | Command<'FailPhase', InPhase & Failure>;

export type ControlCommand =
  /** Asks for a pause; the execution is PAUSED when it reaches its next yield point. */
  | Command<'Pause', Wish>
  /** The agent is held at a yield point: pauses when that is wished, else changes nothing. */
  | Command<'ReachYieldPoint', Yield>
  | Command<'Resume', Wish>
  | Command<'Interrupt', Wish & { readonly failure?: Failure | undefined }>
  | Command<'Retry', Wish>
  /** Records that a signal was refused. */
  | Command<
      'Reject',
      { readonly command: string; readonly message: string; readonly by?: string | undefined }
    >;

export type ClosingCommand =
  | Command<'Complete', Record<string, never>>
  | Command<'Fail', Failure>
  /** Cancels at once; `start` is needed only when not even ExecutionStarted was recorded. */
  | Command<
      'Cancel',
      Wish & { readonly at?: Yield | undefined; readonly start?: StartData | undefined }
    >
  /** The deadline of an interrupted execution passed. */
  | Command<'Expire', { readonly message: string }>
  /** The run was ended from outside; `start` as for Cancel. */
  | Command<
      'Terminate',
      {
        readonly reason: TerminationReason;
        readonly message: string;
        readonly start?: StartData | undefined;
      }
    >;

export type ExecutionCommand = ProgressCommand | ControlCommand | ClosingCommand;
export type CommandOf<T extends ExecutionCommand['type']> = Extract<ExecutionCommand, { type: T }>;
