import type { Readable } from 'node:stream';
import type { ExecutionId, SessionId } from '#shared/contracts/ids.js';
import type {
  AgentEnd,
  Fence,
  JournalRecord,
  RunnerCommand,
  RunnerReply,
} from '#shared/contracts/runner-protocol.js';
import type { SetupReport } from '#shared/contracts/setup-protocol.js';
import type { RepositoryDefinition } from '#shared/contracts/workflow-definition.js';
import { DomainError } from '#shared/domain/domain-error.js';

export type WorkspaceSpec = {
  readonly executionId: ExecutionId;
  readonly repository?: RepositoryDefinition;
  /** A tar of the user's folder; opened only when it is needed. */
  readonly folder?: () => Promise<Readable>;
  readonly commands: readonly string[];
  readonly onReport: (report: SetupReport) => void;
};

export type WorkspaceFile = {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly size: number;
  readonly content: Readable;
};

export type AgentSeat = {
  readonly executionId: ExecutionId;
  readonly sessionId: SessionId;
  readonly fence: Fence;
  /** First sequence number to receive. */
  readonly from: number;
};

export type SessionState = Extract<RunnerReply, { type: 'attached' }>['state'];

/** A worker's line to the runner of one session. Disposing it leaves the agent as it is. */
export interface AgentConnection extends AsyncDisposable {
  /** The session when the connection was made. */
  readonly attached: {
    readonly state: SessionState;
    readonly lastSeq: number;
    /** Agents of this session that have ended. */
    readonly ends: number;
    readonly end?: AgentEnd | undefined;
  };
  /** In order and without a gap, new ones as they come. Ends when the line is cut, which says nothing about the agent. */
  readonly records: AsyncIterable<JournalRecord>;
  send(command: Exclude<RunnerCommand, { type: 'attach' }>): void;
}

export type OwnedWorkspace = { readonly executionId: ExecutionId };

/** Requests that a sidecar refused, as the lines of its log; the id is that of the sidecar's container. */
export type EgressLog = { readonly sidecarId: string; readonly lines: readonly string[] };

/** The workspaces of one Docker host. All calls are idempotent: what an earlier one left is found by name and label. */
export interface WorkspaceHost {
  /** Makes the workspace ready for its agent. WorkspaceSetupError when the author's clone or commands fail. */
  setUp(spec: WorkspaceSpec): Promise<{ readonly commit?: string | undefined }>;
  /**
   * Takes the agent's seat; makes the container where it is gone, on the volumes that remain.
   * Errors: WorkspaceMissingError (no volumes), SeatTakenError (a newer attempt has it).
   */
  openAgent(seat: AgentSeat): Promise<AgentConnection>;
  /** Replaces `inputs/` of the workspace by these files. */
  placeInputs(executionId: ExecutionId, files: AsyncIterable<WorkspaceFile>): Promise<void>;
  /** The files below `artifacts/`; each must be read before the next is asked for. TooManyArtifactsError. */
  collectArtifacts(executionId: ExecutionId): AsyncIterable<WorkspaceFile>;
  egressLog(executionId: ExecutionId): Promise<EgressLog | undefined>;
  /** Removes containers and volumes; a success when there are none. */
  remove(executionId: ExecutionId): Promise<void>;
  /** What this installation owns on this host. */
  list(): Promise<OwnedWorkspace[]>;
}

export class WorkspaceSetupError extends DomainError {
  override name = 'WorkspaceSetupError';
  readonly code = 'setup_failed';
}

export class WorkspaceMissingError extends DomainError {
  override name = 'WorkspaceMissingError';
  readonly code = 'workspace_lost';

  constructor(readonly executionId: ExecutionId) {
    super(`workspace of ${executionId} is not on this host any more`);
  }
}

/** Says nothing about the phase: only that this attempt is not the one that drives it. */
export class SeatTakenError extends Error {
  override name = 'SeatTakenError';

  constructor(
    readonly executionId: ExecutionId,
    answer: string,
  ) {
    super(`agent of ${executionId} cannot be attached: ${answer}`);
  }
}

export class TooManyArtifactsError extends DomainError {
  override name = 'TooManyArtifactsError';
  readonly code = 'too_many_artifacts';
}
