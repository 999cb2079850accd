import { type Command, Option } from 'commander';
import { ExecutionStatus } from '#shared/contracts/execution-events.js';
import { ExecutionSummary, page } from '#shared/contracts/http.js';
import { type CliContext, jsonCommand, type JsonOption } from '../context.js';
import { formatCost, formatDate, formatDuration } from '../format/quantities.js';
import { formatTable, oneLine } from '../format/table.js';

type ListOptions = JsonOption & {
  readonly status?: string;
  readonly workflow?: string;
  readonly limit: string;
};

export const listExecutions = ({ api, terminal }: CliContext): Command =>
  jsonCommand('ps')
    .description('list executions, the newest first')
    .addOption(new Option('--status <state>', 'only these').choices(ExecutionStatus.options))
    .option('--workflow <id>', 'only those of this workflow')
    .option('-n, --limit <count>', 'how many', '20')
    .action(async ({ json, status, workflow: workflowId, limit }: ListOptions) => {
      const query = { status, workflowId, limit };
      const { items } = await api.get(page(ExecutionSummary), '/api/v1/executions', query);
      if (json) {
        terminal.printJson(items);
        return;
      }
      if (items.length === 0) terminal.print('No executions. Start one: syn run <workflow>');
      else
        formatTable([HEADING, ...items.map(row)]).forEach((line) => {
          terminal.print(line);
        });
    });

const HEADING = ['ID', 'STATE', 'WORKFLOW', 'STARTED', 'TIME', 'COST', 'ARGUMENTS'];

const row = (execution: ExecutionSummary): string[] => [
  execution.id,
  execution.currentPhase === undefined
    ? execution.state
    : `${execution.state} ${execution.currentPhase}`,
  execution.workflowId,
  formatDate(execution.startedAt),
  duration(execution),
  formatCost(execution.totals.costUsd),
  oneLine(execution.argumentsPreview, 40),
];

function duration({ startedAt, endedAt }: ExecutionSummary): string {
  if (startedAt === undefined) return '-';
  const end = endedAt === undefined ? Date.now() : Date.parse(endedAt);
  return formatDuration(end - Date.parse(startedAt));
}
