import type { Command } from 'commander';
import { page, WorkflowSummary } from '#shared/contracts/http.js';
import { type CliContext, jsonCommand, type JsonOption } from '../context.js';
import { formatDate } from '../format/quantities.js';
import { formatTable, oneLine } from '../format/table.js';

const MOST = 500;

export const listWorkflows = ({ api, terminal }: CliContext): Command =>
  jsonCommand('list')
    .description('list workflows, the one that changed last first')
    .action(async ({ json }: JsonOption) => {
      const { items } = await api.get(page(WorkflowSummary), '/api/v1/workflows', { limit: MOST });
      if (json) {
        terminal.printJson(items);
        return;
      }
      if (items.length === 0)
        terminal.print('No workflows yet. Store one: syn workflows apply <path>');
      else
        formatTable([HEADING, ...items.map(row)]).forEach((line) => {
          terminal.print(line);
        });
    });

const HEADING = ['ID', 'VERSION', 'CHANGED', 'PHASES', 'NAME'];

const row = ({ id, version, updatedAt, phases, name, archived }: WorkflowSummary): string[] => [
  id,
  String(version),
  formatDate(updatedAt),
  oneLine(phases.join(' → '), 50),
  archived ? `${name} (archived)` : name,
];
