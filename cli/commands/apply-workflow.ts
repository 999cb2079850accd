import type { Command } from 'commander';
import { WorkflowView } from '#shared/contracts/http.js';
import { type CliContext, jsonCommand, type JsonOption } from '../context.js';
import { readPackage } from '../read-package.js';

export const applyWorkflow = ({ api, terminal }: CliContext): Command =>
  jsonCommand('apply')
    .description('store a workflow package as the newest version of its workflow')
    .argument('<path>', "the package's folder, or its YAML file")
    .action(async (path: string, { json }: JsonOption) => {
      const pkg = await readPackage(path);
      const workflow = await api.post(WorkflowView, '/api/v1/workflows', { json: pkg });
      if (json) terminal.printJson(workflow);
      else terminal.print(`${workflow.id} is stored as version ${workflow.version}.`);
    });
