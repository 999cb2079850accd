import { compose, type Stack } from './compose.js';
import { listServices } from './list-services.js';
import { lastLines, type CommandFailedError } from './run-command.js';
import { SetupError } from './setup-error.js';

/** What a person needs to know when the stack did not come up: which service, and its last words. */
export async function explainFailedStart(
  stack: Stack,
  error: CommandFailedError,
): Promise<SetupError> {
  const services = await listServices(stack);
  const failing = services.filter(({ state, health, exitCode }) =>
    state === 'exited' ? exitCode !== 0 : state !== 'running' || health === 'unhealthy',
  );
  const [first] = failing;
  if (!first) return startFailed(lastLines(error.output, 8), error);
  const log = await compose(stack, ['logs', '--no-color', '--no-log-prefix', first.service]);
  const names = failing.map(({ service }) => service).join(', ');
  return startFailed(
    `not healthy: ${names}. ${first.service} said last:\n${lastLines(log, 12)}`,
    error,
  );
}

const startFailed = (detail: string, cause: Error): SetupError =>
  new SetupError(
    `the stack did not come up\n${detail}`,
    'Mend what the message says and run the same command again; `npm run status` shows every service.',
    { cause },
  );
