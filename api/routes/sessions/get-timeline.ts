import { z } from 'zod';
import { TimelineEntry, page } from '#shared/contracts/http.js';
import { SessionId } from '#shared/contracts/ids.js';
import { endpoint } from '../../endpoint.js';
import { FollowQuery } from '../../paging.js';
import { requireSession } from './require-session.js';

export const getTimeline = endpoint({
  method: 'get',
  path: '/sessions/:id/timeline',
  summary: 'Read what happened in a session, in order',
  params: z.object({ id: SessionId }),
  query: FollowQuery.extend({
    chunks: z.stringbool().default(false).describe('with the text as it was streamed'),
    journalOnly: z
      .stringbool()
      .default(false)
      .describe("without the gateway's rows: to follow a running session and miss nothing"),
  }),
  success: {
    status: 200,
    description:
      'A page of entries (tool calls, tokens, retries); its `next` goes on after the last, also later',
    schema: page(TimelineEntry),
  },
  async handle({ params, query: { chunks: includeChunks, ...query }, deps }) {
    const json = await deps.telemetry.timeline(params.id, { ...query, includeChunks });
    if (json.items.length === 0) await requireSession(deps, params.id);
    return { json };
  },
});
