import { z } from 'zod';
import { ConversationMessage, page } from '#shared/contracts/http.js';
import { SessionId } from '#shared/contracts/ids.js';
import { endpoint } from '../../endpoint.js';
import { FollowQuery } from '../../paging.js';
import { requireSession } from './require-session.js';
import { wholeMessages } from './whole-messages.js';

export const getConversation = endpoint({
  method: 'get',
  path: '/sessions/:id/conversation',
  summary: 'Read the messages of a session, the oldest first',
  params: z.object({ id: SessionId }),
  query: FollowQuery.extend({
    full: z.stringbool().default(false).describe('long messages whole, some 8 MB a page'),
  }),
  success: {
    status: 200,
    description: 'A page of messages; its `next` goes on after the last, also later',
    schema: page(ConversationMessage),
  },
  async handle({ params, query, deps }) {
    const json = await deps.telemetry.conversation(params.id, query);
    if (json.items.length === 0) await requireSession(deps, params.id);
    if (!query.full) return { json };
    return { json: { ...json, items: await wholeMessages(deps.objects, json.items) } };
  },
});
