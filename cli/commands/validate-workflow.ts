import type { Command } from 'commander';
import { WorkflowDefinition } from '#shared/contracts/workflow-definition.js';
import { type CliContext, jsonCommand, type JsonOption } from '../context.js';
import { readPackage } from '../read-package.js';

export const validateWorkflow = ({ api, terminal }: CliContext): Command =>
  jsonCommand('validate')
    .description('check a workflow package without storing it')
    .argument('<path>', "the package's folder, or its YAML file")
    .action(async (path: string, { json }: JsonOption) => {
      const pkg = await readPackage(path);
      const definition = await api.post(WorkflowDefinition, '/api/v1/workflows/validate', {
        json: pkg,
      });
      if (json) terminal.printJson(definition);
      else terminal.print(`${definition.id} is valid: ${definition.phases.length} phases.`);
    });
