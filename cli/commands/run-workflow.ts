import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { ExecutionStarted } from '#shared/contracts/http.js';
import { type CliContext, jsonCommand, type JsonOption } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { UsageError } from '../failures.js';
import { uploadFolder } from '../folder/upload-folder.js';
import { watchExecution } from '../watch/watch-execution.js';

type RunOptions = JsonOption & {
  readonly input?: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly watch?: true;
  readonly exitStatus?: true;
};

export const runWorkflow = (context: CliContext): Command =>
  jsonCommand('run')
    .description('start an execution of a workflow')
    .argument('<workflow>', 'id of the workflow')
    .argument('[arguments]', "what the workflow's $ARGUMENTS becomes")
    .option('-i, --input <name=value>', 'an input; may be repeated', addInput)
    .option('--folder <path>', 'the folder to work on; it is copied, never changed')
    .option('--watch', 'show what happens until the execution ends')
    .option('--exit-status', 'wait for the end; exit with 6 unless it completed')
    .action(async (workflow: string, text: string | undefined, options: RunOptions) => {
      const started = await start(context, workflow, { text, options });
      const wait = options.watch ?? options.exitStatus;
      if (!wait) {
        announce(context, started, options);
        return;
      }
      const ended = await watchExecution(context, started.id, {
        json: options.json === true,
        quiet: options.watch === undefined,
      });
      if (options.exitStatus && ended.state !== 'COMPLETED') context.exitWith(EXIT.notCompleted);
    });

async function start(
  context: CliContext,
  workflowId: string,
  { text, options }: { text: string | undefined; options: RunOptions },
): Promise<ExecutionStarted> {
  const folder =
    options.folder === undefined ? undefined : await uploadFolder(context, options.folder);
  return context.api.post(ExecutionStarted, '/api/v1/executions', {
    json: { workflowId, arguments: text, inputs: options.input, folder },
    headers: { 'Idempotency-Key': randomUUID() },
  });
}

function announce(
  { terminal }: CliContext,
  { id, state }: ExecutionStarted,
  { json }: RunOptions,
): void {
  if (json) {
    terminal.printJson({ id, state });
    return;
  }
  terminal.print(id);
  terminal.note(`see what it does: syn watch ${id}`);
}

function addInput(pair: string, before: Record<string, string> = {}): Record<string, string> {
  const at = pair.indexOf('=');
  if (at < 1) throw new UsageError(`"${pair}" is not an input; write it as name=value`);
  return { ...before, [pair.slice(0, at)]: pair.slice(at + 1) };
}
