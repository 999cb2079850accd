import type { NewEvent } from '#shared/contracts/event-envelope.js';
import { invariant } from '#shared/domain/invariant.js';
import { EventIdTakenError, StreamVersionConflictError } from './errors.js';
import { eventArrays, eventPlaces } from './event-arrays.js';
import type { Queryable } from './event-row.js';
import type { Appended, AppendOptions } from './event-store.js';
import { appendLocked } from './unique-violation.js';

type Answer = {
  readonly outcome: 'appended' | 'repeated' | 'version_conflict' | 'id_taken';
  readonly last_version: number;
};

/** One round trip: the SQL function locks the stream, compares the version and chains the hashes. */
export async function appendEvents(
  db: Queryable,
  streamId: string,
  { events, expectedVersion, metadata = {} }: AppendOptions & { events: readonly NewEvent[] },
): Promise<Appended> {
  const [first] = events;
  if (first === undefined) return { lastVersion: expectedVersion };
  const { rows } = await appendLocked(streamId, () =>
    db.query<Answer>({
      name: 'append_events',
      text: `SELECT outcome, last_version FROM append_events($1, $2, $3, ${eventPlaces(4)})`,
      values: [streamId, expectedVersion, metadata, ...eventArrays(events)],
    }),
  );
  const [answer] = rows;
  invariant(answer, 'append_events answers with one row');
  switch (answer.outcome) {
    case 'appended':
    case 'repeated':
      return { lastVersion: answer.last_version };
    case 'version_conflict':
      throw new StreamVersionConflictError(streamId, expectedVersion, answer.last_version);
    case 'id_taken':
      throw new EventIdTakenError(streamId, first.id);
  }
}
