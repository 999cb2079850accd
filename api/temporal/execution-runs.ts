import type { ExecutionInput } from '#shared/contracts/activities.js';

export type NewRun = {
  readonly input: ExecutionInput;
  /** Tells a repeated request from another one under the same idempotency key. */
  readonly fingerprint: string;
  readonly repository?: string | undefined;
};

/** What Temporal knows of an execution before its first event is stored. */
export type KnownRun = {
  readonly input: ExecutionInput;
  readonly fingerprint: string;
};

/** The executions that Temporal runs. Every call has a deadline. */
export interface ExecutionRuns {
  /** Starts the workflow of an execution. `exists` when its id is taken: whoever started it. */
  start(run: NewRun): Promise<'started' | 'exists'>;
  /** Undefined when Temporal knows no such execution. */
  find(executionId: string): Promise<KnownRun | undefined>;
  /** Rejects while Temporal does not serve. */
  check(): Promise<void>;
}
