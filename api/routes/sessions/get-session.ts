import { z } from 'zod';
import { SessionView } from '#shared/contracts/http.js';
import { SessionId } from '#shared/contracts/ids.js';
import { endpoint } from '../../endpoint.js';
import { requireSession } from './require-session.js';

export const getSession = endpoint({
  method: 'get',
  path: '/sessions/:id',
  summary: 'Show a session with its tokens per model and its cost',
  params: z.object({ id: SessionId }),
  success: { status: 200, description: 'The session', schema: SessionView },
  async handle({ params, deps }) {
    return { json: await requireSession(deps, params.id) };
  },
});
