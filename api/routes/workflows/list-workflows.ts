import { page, WorkflowSummary } from '#shared/contracts/http.js';
import { endpoint } from '../../endpoint.js';
import { ListQuery } from '../../paging.js';

export const listWorkflows = endpoint({
  method: 'get',
  path: '/workflows',
  summary: 'List workflows, the one that changed last first',
  query: ListQuery,
  success: { status: 200, description: 'A page of workflows', schema: page(WorkflowSummary) },
  async handle({ query, deps }) {
    return { json: await deps.readModels.listWorkflows(query) };
  },
});
