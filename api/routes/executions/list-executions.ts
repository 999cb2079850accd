import { ExecutionStatus } from '#shared/contracts/execution-events.js';
import { ExecutionSummary, page } from '#shared/contracts/http.js';
import { WorkflowId } from '#shared/contracts/ids.js';
import { NO_TOTALS } from '#shared/observability/usage-totals.js';
import { endpoint } from '../../endpoint.js';
import { ListQuery } from '../../paging.js';

export const listExecutions = endpoint({
  method: 'get',
  path: '/executions',
  summary: 'List executions, the newest first',
  query: ListQuery.extend({
    status: ExecutionStatus.optional(),
    workflowId: WorkflowId.optional(),
  }),
  success: { status: 200, description: 'A page of executions', schema: page(ExecutionSummary) },
  async handle({ query, deps: { readModels, telemetry } }) {
    const { items, next } = await readModels.listExecutions(query);
    const totals = await telemetry.totals(items.map(({ id }) => id));
    const withTotals = items.map((item) => ({ ...item, totals: totals.get(item.id) ?? NO_TOTALS }));
    return { json: { items: withTotals, next } };
  },
});
