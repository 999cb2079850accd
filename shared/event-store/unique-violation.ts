import pg from 'pg';
import { EventIdTakenError } from './errors.js';

type Constraint = 'domain_events_stream_version' | 'domain_events_event_id';

export function violates(error: unknown, constraint: Constraint): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && error.constraint === constraint;
}

/**
 * Runs an append that holds the stream's lock. An id that another stream holds becomes an EventIdTakenError that
 * names it; after an event that was written without the lock it is run again, and then sees that event.
 */
export async function appendLocked<T>(streamId: string, append: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await append();
    } catch (error) {
      if (violates(error, 'domain_events_stream_version')) continue;
      if (!violates(error, 'domain_events_event_id')) throw error;
      // The detail is `Key (event_id)=(<id>) already exists.`
      const id = /\)=\((.*)\) already exists/.exec(error.detail ?? '')?.[1] ?? 'unknown';
      throw new EventIdTakenError(streamId, id);
    }
  }
}
