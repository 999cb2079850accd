import { WorkflowPackage } from '#shared/contracts/http.js';
import { WorkflowDefinition } from '#shared/contracts/workflow-definition.js';
import { endpoint } from '../../endpoint.js';
import { readPackage } from './read-package.js';

export const validateWorkflow = endpoint({
  method: 'post',
  path: '/workflows/validate',
  summary: 'Check a workflow package without storing it',
  body: WorkflowPackage,
  success: {
    status: 200,
    description: 'The definition with prompts read in and defaults filled in',
    schema: WorkflowDefinition,
  },
  handle({ body }) {
    return Promise.resolve({ json: readPackage(body) });
  },
});
