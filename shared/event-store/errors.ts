import { DomainError } from '#shared/domain/domain-error.js';

export class StreamVersionConflictError extends DomainError {
  override name = 'StreamVersionConflictError';
  readonly code = 'stream_version_conflict';

  constructor(
    readonly streamId: string,
    readonly expectedVersion: number,
    readonly actualVersion: number,
  ) {
    super(`stream ${streamId} is at version ${actualVersion}, not at ${expectedVersion}`);
  }
}

export class SupersededRunError extends DomainError {
  override name = 'SupersededRunError';
  readonly code = 'superseded_run';

  constructor(
    readonly streamId: string,
    readonly runId: string,
  ) {
    super(`run ${runId} of ${streamId} was superseded by a reset and may not append any more`);
  }
}

export class OutOfOrderBatchError extends DomainError {
  override name = 'OutOfOrderBatchError';
  readonly code = 'out_of_order_batch';

  constructor(
    readonly streamId: string,
    readonly seq: number,
    /** The first event of this run that the stream lacks. */
    readonly expectedSeq: number,
  ) {
    super(`batch of ${streamId} starts at event ${seq}, but event ${expectedSeq} is missing`);
  }
}

/** The id stands for another event, in this stream or elsewhere: whoever made the ids is wrong. */
export class EventIdTakenError extends DomainError {
  override name = 'EventIdTakenError';
  readonly code = 'event_id_taken';

  constructor(
    readonly streamId: string,
    readonly eventId: string,
  ) {
    super(`event id ${eventId} stands for another event than the one appended to ${streamId}`);
  }
}
