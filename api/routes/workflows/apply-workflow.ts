import { WorkflowPackage, WorkflowView } from '#shared/contracts/http.js';
import { hashDefinition } from '#shared/definitions/hash-definition.js';
import { applyWorkflow as apply } from '#shared/workflows/apply-workflow.js';
import { findWorkflow } from '#shared/workflows/find-workflow.js';
import { endpoint } from '../../endpoint.js';
import { readPackage } from './read-package.js';

export const applyWorkflow = endpoint({
  method: 'post',
  path: '/workflows',
  summary: 'Store a workflow package as the newest version of its workflow',
  body: WorkflowPackage,
  success: {
    status: 200,
    description:
      'The workflow as it is now; 201 when it is new, the same version when nothing changed',
    schema: WorkflowView,
  },
  async handle({ body, deps: { store } }) {
    const definition = readPackage(body);
    const hash = hashDefinition(definition);
    const now = new Date().toISOString();
    const { change } = await apply(store, { definition, hash, now });
    const json = await findWorkflow(store, definition.id);
    return { status: change === 'created' ? 201 : 200, json };
  },
});
