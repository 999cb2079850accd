import { z } from 'zod';
import { ExecutionView } from '#shared/contracts/http.js';
import { ExecutionId } from '#shared/contracts/ids.js';
import { endpoint } from '../../endpoint.js';
import { viewExecution } from './view-execution.js';

export const getExecution = endpoint({
  method: 'get',
  path: '/executions/:id',
  summary: 'Show an execution with its phases, artifacts and totals',
  params: z.object({ id: ExecutionId }),
  success: { status: 200, description: 'The execution', schema: ExecutionView },
  async handle({ params, deps }) {
    return { json: await viewExecution(deps, params.id) };
  },
});
