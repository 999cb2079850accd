import type { ExecutionStatus } from '../../contracts/execution-events.js';
import { DomainError } from '../domain-error.js';

export class ExecutionNotStartedError extends DomainError {
  override name = 'ExecutionNotStartedError';
  readonly code = 'execution_not_started';

  constructor() {
    super('the execution has not started yet');
  }
}

export class ExecutionClosedError extends DomainError {
  override name = 'ExecutionClosedError';
  readonly code = 'execution_closed';

  constructor(
    readonly executionId: string,
    readonly status: ExecutionStatus,
  ) {
    super(`execution ${executionId} is ${status} and never changes again`);
  }
}

export class ExecutionNotRunningError extends DomainError {
  override name = 'ExecutionNotRunningError';
  readonly code = 'execution_not_running';

  constructor(
    readonly executionId: string,
    readonly status: ExecutionStatus,
  ) {
    super(`execution ${executionId} is ${status}, not RUNNING`);
  }
}

export class ExecutionNotPausedError extends DomainError {
  override name = 'ExecutionNotPausedError';
  readonly code = 'execution_not_paused';

  constructor(
    readonly executionId: string,
    readonly status: ExecutionStatus,
  ) {
    super(`execution ${executionId} is ${status}, not PAUSED; retry goes on from INTERRUPTED`);
  }
}

export class ExecutionNotInterruptedError extends DomainError {
  override name = 'ExecutionNotInterruptedError';
  readonly code = 'execution_not_interrupted';

  constructor(
    readonly executionId: string,
    readonly status: ExecutionStatus,
  ) {
    super(`execution ${executionId} is ${status}, not INTERRUPTED; resume goes on from PAUSED`);
  }
}

export class ExecutionIncompleteError extends DomainError {
  override name = 'ExecutionIncompleteError';
  readonly code = 'execution_incomplete';

  constructor(
    readonly executionId: string,
    readonly missing: number,
  ) {
    super(`execution ${executionId} cannot complete: ${missing} of its phases are not completed`);
  }
}

export class PhaseOutOfOrderError extends DomainError {
  override name = 'PhaseOutOfOrderError';
  readonly code = 'phase_out_of_order';

  constructor(
    readonly phaseId: string,
    readonly expected: string | undefined,
  ) {
    super(`phase ${phaseId} cannot start: ${expected ?? 'no phase'} is next`);
  }
}

export class PhaseNotRunningError extends DomainError {
  override name = 'PhaseNotRunningError';
  readonly code = 'phase_not_running';

  constructor(
    readonly phaseId: string,
    readonly sessionId: string,
  ) {
    super(`phase ${phaseId} is not running in session ${sessionId}`);
  }
}
