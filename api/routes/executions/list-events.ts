import { z } from 'zod';
import { StoredEvent } from '#shared/contracts/event-envelope.js';
import { page } from '#shared/contracts/http.js';
import { ExecutionId } from '#shared/contracts/ids.js';
import type { ApiDependencies } from '../../dependencies.js';
import { endpoint } from '../../endpoint.js';
import { NotFoundError } from '../../errors.js';
import { streamEvents } from '../../event-stream.js';

const Version = z.coerce.number().int().min(0);

export const listEvents = endpoint({
  method: 'get',
  path: '/executions/:id/events',
  summary:
    'List the domain events of an execution; with "Accept: text/event-stream" follow them, ids being versions',
  params: z.object({ id: ExecutionId }),
  query: z.object({
    after: Version.default(0).describe('Version of the last event that is known'),
    limit: z.coerce.number().int().min(1).max(1000).default(500),
  }),
  success: { status: 200, description: 'A page of events', schema: page(StoredEvent) },
  async handle({ params: { id }, query, request, response, deps }) {
    if (request.accepts(['json', 'text/event-stream']) === 'text/event-stream') {
      const after = Version.catch(query.after).parse(request.get('Last-Event-ID') ?? query.after);
      await requireExecution(deps, id);
      await streamEvents(response, { store: deps.store, streamId: id, after });
      return undefined;
    }
    const items = await deps.store.readStream(id, {
      fromVersion: query.after + 1,
      limit: query.limit,
    });
    if (items.length === 0) await requireExecution(deps, id);
    const last = items.length === query.limit ? items.at(-1) : undefined;
    return { json: { items, next: last && String(last.version) } };
  },
});

async function requireExecution({ store, runs }: ApiDependencies, id: ExecutionId): Promise<void> {
  const [first] = await store.readStream(id, { limit: 1 });
  if (!first && !(await runs.find(id))) throw new NotFoundError('execution', id);
}
