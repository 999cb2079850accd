import type { NewEvent } from '#shared/contracts/event-envelope.js';

/** Placeholders `$n` to `$n+4` for the parameters of `eventArrays`, typed as the SQL functions want them. */
export const eventPlaces = (n: number): string =>
  `$${n}::text[], $${n + 1}::text[], $${n + 2}::integer[], $${n + 3}::json[], $${n + 4}::timestamptz[]`;

/** The events as one array for each column. */
export function eventArrays(events: readonly NewEvent[]): unknown[] {
  return [
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ schemaVersion }) => schemaVersion),
    events.map(({ data }) => JSON.stringify(data)),
    events.map(({ occurredAt }) => occurredAt),
  ];
}
