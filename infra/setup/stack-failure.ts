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
  // One that ended says more than one that runs and is not well, perhaps for want of the former.
  const first = failing.find(({ state }) => state !== 'running') ?? failing[0];
  if (!first) return startFailed('the stack did not come up', lastLines(error.output, 8), error);
  const log = await compose(stack, ['logs', '--no-color', '--no-log-prefix', first.service]);
  const names = failing.map(({ service }) => service).join(', ');
  const detail = `${first.service} said last:\n${lastLines(log, 20)}`;
  return startFailed(`the stack did not come up, not healthy: ${names}`, detail, error);
}

const startFailed = (message: string, detail: string, cause: Error): SetupError =>
  new SetupError(
    message,
    'Mend what the message says and run the same command again; `npm run status` shows every service.',
    { cause, detail },
  );
