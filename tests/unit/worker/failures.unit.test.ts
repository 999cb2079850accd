import { describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { OutOfOrderBatchError, SupersededRunError } from '#shared/event-store/errors.js';
import { toTemporalFailure } from '../../../worker/failures.js';

describe('a failure on its way to Temporal', () => {
  it('is final when a rule of ours refused, with the code as its type', () => {
    const failure = toTemporalFailure(new SupersededRunError('exe-1', 'run-1'));
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({ type: 'superseded_run', nonRetryable: true });
  });

  it('is tried again where another writer may mend it', () => {
    expect(toTemporalFailure(new OutOfOrderBatchError('exe-1', 5, 3))).toMatchObject({
      type: 'out_of_order_batch',
      nonRetryable: false,
    });
  });

  it('passes untouched when it is no refusal', () => {
    const error = new TypeError('a bug');
    expect(toTemporalFailure(error)).toBe(error);
  });
});
