import type { NewEvent } from '#shared/contracts/event-envelope.js';

/** Leaves room in a payload of 16 KiB for the envelope, and for one event that is itself larger than this. */
const BATCH_BYTES = 12 * 1024;

const encoder = new TextEncoder();

/** The longest start of `events` that fits a batch, at least one event. */
export function takeBatch(events: readonly NewEvent[]): {
  readonly batch: readonly NewEvent[];
  readonly rest: readonly NewEvent[];
} {
  let bytes = 0;
  let count = 0;
  for (const event of events) {
    bytes += encoder.encode(JSON.stringify(event)).length + 1;
    if (bytes > BATCH_BYTES && count > 0) break;
    count += 1;
  }
  return { batch: events.slice(0, count), rest: events.slice(count) };
}
