import { ActivityFailure, ApplicationFailure, type TemporalFailure } from '@temporalio/workflow';
import type { FailureReason } from '#shared/contracts/execution-events.js';
import { clipText } from '#shared/domain/execution/clip-text.js';
import type { Failure } from '#shared/domain/execution/commands.js';
import { isFailureReason } from '#shared/domain/execution/failure-reasons.js';

const MESSAGE_BYTES = 2000;

/** Fails the execution; Temporal shows the reason as the failure's type. */
export function executionFailure(
  { reason, message }: Failure,
  cause?: TemporalFailure,
): ApplicationFailure {
  return ApplicationFailure.create({
    type: reason,
    message: clipText(message, MESSAGE_BYTES),
    nonRetryable: true,
    ...(cause && { cause }),
  });
}

/** What a failure that closes the run means: activities name a reason as the type of theirs. */
export function failureOf(error: TemporalFailure): Failure {
  const cause = error instanceof ActivityFailure && error.cause ? error.cause : error;
  return {
    reason: reasonOf(cause),
    message: clipText(cause.message || 'no message', MESSAGE_BYTES),
  };
}

export function clipFailure({ reason, message }: Failure): Failure {
  return { reason, message: clipText(message, MESSAGE_BYTES) };
}

function reasonOf(error: Error): FailureReason {
  const type = error instanceof ApplicationFailure ? error.type : undefined;
  return isFailureReason(type) ? type : 'internal';
}
