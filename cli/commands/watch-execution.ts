import type { Command } from 'commander';
import { type CliContext, jsonCommand, type JsonOption } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { watchExecution as watch } from '../watch/watch-execution.js';

type WatchOptions = JsonOption & { readonly exitStatus?: true };

export const watchExecution = (context: CliContext): Command =>
  jsonCommand('watch')
    .description('show what happens in an execution until it ends')
    .argument('<execution>', 'id of the execution')
    .option('--exit-status', 'exit with 6 unless it completed')
    .action(async (id: string, { json, exitStatus }: WatchOptions) => {
      const ended = await watch(context, id, { json: json === true, quiet: false });
      if (exitStatus && ended.state !== 'COMPLETED') context.exitWith(EXIT.notCompleted);
    });
