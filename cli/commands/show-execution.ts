import type { Command } from 'commander';
import { ExecutionView } from '#shared/contracts/http.js';
import { type CliContext, jsonCommand, type JsonOption } from '../context.js';
import { formatBytes } from '../format/quantities.js';
import { oneLine } from '../format/table.js';
import { executionLines } from '../watch/execution-lines.js';

export const showExecution = ({ api, terminal }: CliContext): Command =>
  jsonCommand('show')
    .description('show an execution with its phases, sessions, artifacts and cost')
    .argument('<execution>', 'id of the execution')
    .action(async (id: string, { json }: JsonOption) => {
      const path = `/api/v1/executions/${encodeURIComponent(id)}`;
      const execution = await api.get(ExecutionView, path);
      if (json) {
        terminal.printJson(execution);
        return;
      }
      executionLines(execution, terminal, Date.now()).forEach((line) => {
        terminal.print(line);
      });
      details(execution).forEach((line) => {
        terminal.print(line);
      });
    });

function details({ phases, artifacts }: ExecutionView): string[] {
  const sessions = phases.flatMap(({ id, sessionId }) =>
    sessionId === undefined ? [] : [`  ${sessionId}  ${id}`],
  );
  const files = artifacts.map(
    ({ id, phaseId, path, size }) => `  ${id}  ${phaseId}/${oneLine(path)}  ${formatBytes(size)}`,
  );
  return [
    ...(sessions.length > 0 ? ['', 'Sessions:', ...sessions] : []),
    ...(files.length > 0 ? ['', 'Artifacts:', ...files] : []),
  ];
}
