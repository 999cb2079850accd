import type { Command } from 'commander';
import { ExecutionView } from '#shared/contracts/http.js';
import { type CliContext, jsonCommand, type JsonOption } from '../context.js';
import { formatBytes } from '../format/quantities.js';
import { formatTable } from '../format/table.js';

export const listArtifacts = ({ api, terminal }: CliContext): Command =>
  jsonCommand('list')
    .description('list the artifacts of an execution')
    .argument('<execution>', 'id of the execution')
    .action(async (id: string, { json }: JsonOption) => {
      const path = `/api/v1/executions/${encodeURIComponent(id)}`;
      const { artifacts } = await api.get(ExecutionView, path);
      if (json) {
        terminal.printJson(artifacts);
        return;
      }
      const rows = artifacts.map(({ id: artifactId, phaseId, path: name, size, contentType }) => [
        ...[artifactId, phaseId, name],
        ...[formatBytes(size), contentType],
      ]);
      if (rows.length === 0) terminal.print('No artifacts.');
      else
        formatTable([HEADING, ...rows]).forEach((line) => {
          terminal.print(line);
        });
    });

const HEADING = ['ID', 'PHASE', 'PATH', 'SIZE', 'TYPE'];
