import { ApplicationFailure } from '@temporalio/common';
import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  Next,
} from '@temporalio/worker';
import { DomainError } from '#shared/domain/domain-error.js';

/** Refusals that another attempt may find gone; every other refusal stays one. */
const RETRYABLE_CODES: ReadonlySet<string> = new Set([
  'stream_version_conflict',
  'out_of_order_batch', // the reconciler brings the missing batch
]);

/** A refusal of ours as Temporal knows it: its type is the stable code. Everything else passes, and is retried. */
export function toTemporalFailure(error: unknown): unknown {
  if (!(error instanceof DomainError)) return error;
  return ApplicationFailure.create({
    type: error.code,
    message: error.message,
    nonRetryable: !RETRYABLE_CODES.has(error.code),
    cause: error,
  });
}

/** Translates the errors of every activity of a worker. */
export const translateFailures: ActivityInboundCallsInterceptor = {
  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ) {
    try {
      return await next(input);
    } catch (error) {
      throw toTemporalFailure(error);
    }
  },
};
