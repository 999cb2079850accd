import pg from 'pg';
import { EventIdTakenError } from './errors.js';

/** Runs an append; an id that another stream holds becomes an EventIdTakenError that names it. */
export async function naming<T>(streamId: string, append: () => Promise<T>): Promise<T> {
  try {
    return await append();
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.constraint !== 'domain_events_event_id') {
      throw error;
    }
    // The detail is `Key (event_id)=(<id>) already exists.`
    const id = /\)=\((.*)\) already exists/.exec(error.detail ?? '')?.[1] ?? 'unknown';
    throw new EventIdTakenError(streamId, id);
  }
}
