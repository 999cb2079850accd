import { z } from 'zod';
import { WorkflowView } from '#shared/contracts/http.js';
import { WorkflowId } from '#shared/contracts/ids.js';
import { findWorkflow } from '#shared/workflows/find-workflow.js';
import { endpoint } from '../../endpoint.js';

export const getWorkflow = endpoint({
  method: 'get',
  path: '/workflows/:id',
  summary: 'Show a workflow with its newest definition',
  params: z.object({ id: WorkflowId }),
  success: { status: 200, description: 'The workflow', schema: WorkflowView },
  async handle({ params, deps }) {
    return { json: await findWorkflow(deps.store, params.id) };
  },
});
