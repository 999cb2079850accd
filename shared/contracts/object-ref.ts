import { z } from 'zod';

/** What events and Temporal payloads carry instead of contents: a place in the object store and its proof. */
export const ObjectRef = z.object({
  key: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.int().nonnegative(),
  contentType: z.string(),
});
export type ObjectRef = z.infer<typeof ObjectRef>;
