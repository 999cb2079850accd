import { z } from 'zod';

const limit = z.coerce.number().int().min(1).max(500);

/** Query of a list that starts with the newest. */
export const ListQuery = z.object({
  before: z.string().max(500).optional().describe('`next` of the page before'),
  limit: limit.default(50),
});

/** Query of a list that starts with the oldest and can be followed. */
export const FollowQuery = z.object({
  after: z.string().max(500).optional().describe('`next` of the page before'),
  limit: limit.default(200),
});
