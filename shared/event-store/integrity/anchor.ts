import { createHash } from 'node:crypto';
import { z } from 'zod';

/** The last event of a stream at the time of an anchor. */
export const Head = z.object({
  streamId: z.string(),
  version: z.int().positive(),
  /** Hex. It covers the stream's events up to this one. */
  hash: z.string(),
});
export type Head = z.infer<typeof Head>;

/**
 * What the event store held at a time, kept outside of the database. Each anchor has the streams that grew since
 * the one before it and chains to it by digest, so all of them together fix every head there ever was.
 */
export const Anchor = z.object({
  takenAt: z.iso.datetime(),
  /** Object key of the anchor before; null for the first. */
  previous: z.string().nullable(),
  /** Where the next anchor goes on. */
  checkpoint: z.object({ transactionId: z.string(), globalPosition: z.string() }),
  /** Streams there were in all. */
  streams: z.int().nonnegative(),
  heads: z.array(Head),
  /** SHA-256 (hex) over the digest of the anchor before and these heads. */
  digest: z.string(),
});
export type Anchor = z.infer<typeof Anchor>;

export const ANCHOR_PREFIX = 'anchors/';

/** Sorts by time. */
export const anchorKey = (takenAt: string): string => `${ANCHOR_PREFIX}${takenAt}.json`;

export function anchorDigest(previousDigest: string, heads: readonly Head[]): string {
  const hash = createHash('sha256').update(previousDigest);
  for (const { streamId, version, hash: head } of heads) {
    hash.update(JSON.stringify([streamId, version, head]));
  }
  return hash.digest('hex');
}
