import { Command } from 'commander';
import { applyWorkflow } from './commands/apply-workflow.js';
import { getArtifact } from './commands/get-artifact.js';
import { listArtifacts } from './commands/list-artifacts.js';
import { listEvents } from './commands/list-events.js';
import { listExecutions } from './commands/list-executions.js';
import { listWorkflows } from './commands/list-workflows.js';
import { runWorkflow } from './commands/run-workflow.js';
import { showExecution } from './commands/show-execution.js';
import { showLogs } from './commands/show-logs.js';
import { showSession } from './commands/show-session.js';
import { showWorkflow } from './commands/show-workflow.js';
import { validateWorkflow } from './commands/validate-workflow.js';
import { watchExecution } from './commands/watch-execution.js';
import type { CliContext } from './context.js';
import { EXIT_CODES_HELP } from './exit-codes.js';

/** The `syn` command line. It never ends the process: a wrong line is a CommanderError. */
export function createProgram(context: CliContext): Command {
  const program = new Command('syn')
    .description('Runs AI coding agents as durable workflows.')
    .addHelpText('after', EXIT_CODES_HELP)
    .showHelpAfterError('(add --help to see what is possible)');
  const workflows = new Command('workflows').description('definitions of work');
  for (const make of [validateWorkflow, applyWorkflow, listWorkflows, showWorkflow]) {
    workflows.addCommand(make(context));
  }
  const artifacts = new Command('artifacts').description('what agents made');
  for (const make of [listArtifacts, getArtifact]) artifacts.addCommand(make(context));
  program.addCommand(workflows);
  for (const make of [
    runWorkflow,
    watchExecution,
    listExecutions,
    showExecution,
    listEvents,
    showLogs,
    showSession,
  ]) {
    program.addCommand(make(context));
  }
  program.addCommand(artifacts);
  return configure(program, context);
}

/** Settings are inherited by commands that are made by their parent, and these were made alone. */
function configure(command: Command, context: CliContext): Command {
  const { terminal } = context;
  command
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => {
        terminal.complain(text.trimEnd());
      },
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  for (const child of command.commands) configure(child, context);
  return command;
}
