import { z } from 'zod';

/** An event as it is handed to the store: id, time and content are frozen by whoever made it. */
export const NewEvent = z.object({
  /** Unique over all streams; appending the same id again is a success that changes nothing. */
  id: z.string().min(1).max(200),
  type: z.string(),
  schemaVersion: z.int().positive().default(1),
  data: z.record(z.string(), z.unknown()),
  occurredAt: z.iso.datetime(),
});
export type NewEvent = z.infer<typeof NewEvent>;

/** An event as it is stored. `version` counts from 1 within its stream, without a gap. */
export const StoredEvent = NewEvent.extend({
  globalPosition: z.string(),
  streamId: z.string(),
  version: z.int().positive(),
  metadata: z.record(z.string(), z.unknown()),
  recordedAt: z.iso.datetime(),
});
export type StoredEvent = z.infer<typeof StoredEvent>;
