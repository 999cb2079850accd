import { EXIT } from './exit-codes.js';
import { ApiProblemError, ApiUnreachableError, UsageError } from './failures.js';
import type { Terminal } from './terminal.js';

/** Says on stderr what went wrong and what to do, and returns the exit code. */
export function reportFailure(error: unknown, terminal: Terminal): number {
  if (error instanceof ApiProblemError) return reportProblem(error, terminal);
  if (error instanceof ApiUnreachableError) {
    terminal.error(`${error.message}.`);
    terminal.hint('Start it with "npm run up", or set SYN_API_URL to where it is.');
    return EXIT.unreachable;
  }
  if (error instanceof UsageError) {
    terminal.error(error.message);
    return EXIT.usage;
  }
  terminal.error(error instanceof Error ? error.message : String(error));
  return EXIT.failed;
}

function reportProblem({ problem }: ApiProblemError, terminal: Terminal): number {
  for (const { file, line, column, message } of problem.issues ?? []) {
    terminal.complain(`${file}:${line}:${column}: ${message}`);
  }
  terminal.error(`${problem.detail}.`);
  if (problem.code === 'unauthorized') {
    terminal.hint(
      '"npm run up" wrote the key into .syn/installation.env; ./bin/syn finds it there.',
    );
    return EXIT.unauthorized;
  }
  return problem.code === 'invalid_workflow' ? EXIT.invalidWorkflow : EXIT.failed;
}
