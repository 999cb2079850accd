import { dirname } from 'node:path';
import { checkPorts } from './check-ports.js';
import { compose, type Stack } from './compose.js';
import { socketGroup } from './docker-socket.js';
import { prepareInstallation, readInstallation } from './installation.js';
import { removeOwned, stopOwned } from './owned-objects.js';
import { findFreePorts, PORTS } from './ports.js';
import { CommandFailedError } from './run-command.js';
import { SetupError } from './setup-error.js';
import type { Environment, Site } from './site.js';
import { explainFailedStart } from './stack-failure.js';

export type StackOptions = {
  readonly site: Site;
  /** Keeps the credentials and ports; another file is another installation. */
  readonly file: string;
  /** `free` takes ports that nothing holds, for installations that come and go. */
  readonly ports?: 'free';
  /** Settings of the services that differ from the caller's environment. */
  readonly settings?: Environment;
};

const WAIT_SECONDS = 180;

/** Makes the installation (or finds it), so that its ports can be checked before anything is started. */
export async function prepareStack(options: StackOptions): Promise<Stack> {
  const { file, settings } = options;
  const site = { ...options.site, env: { ...options.site.env, ...settings } };
  const ports = options.ports === 'free' && !readInstallation(file) ? await freePorts() : {};
  const installation = prepareInstallation(file, options.ports === 'free' ? ports : site.env);
  return { site, installation };
}

/**
 * Brings the stack up and waits until every service is healthy; what already runs as it should is left
 * alone. The images must be there. Rejects with a SetupError that shows what the failing service said.
 */
export async function upStack(options: StackOptions): Promise<Stack> {
  const stack = await prepareStack(options);
  await checkPorts(stack.site, stack.installation);
  await startStack(stack);
  return stack;
}

export async function startStack(stack: Stack): Promise<void> {
  const env = { SYN_DOCKER_GROUP: await socketGroup(stack.site) };
  const args = ['up', '--detach', '--wait', '--wait-timeout', String(WAIT_SECONDS)];
  await compose(stack, [...args, '--remove-orphans'], { env }).catch(async (error: unknown) => {
    if (!(error instanceof CommandFailedError)) throw error;
    throw await explainFailedStart(stack, error);
  });
}

/** Stops the services and the workspaces; with `volumes` all that belongs to the installation is removed. */
export async function downStack(
  { site, file }: Pick<StackOptions, 'file' | 'site'>,
  { volumes = false }: { readonly volumes?: boolean } = {},
): Promise<void> {
  const installation = readInstallation(file);
  if (!installation) throw neverUp(file);
  const stack = { site, installation };
  await compose(stack, ['rm', '--stop', '--force']);
  if (volumes) await removeOwned(site, installation);
  else await stopOwned(site, installation.id);
}

async function freePorts(): Promise<Environment> {
  const free = await findFreePorts(PORTS.length);
  return Object.fromEntries(PORTS.map(({ variable }, index) => [variable, String(free[index])]));
}

const neverUp = (file: string): SetupError =>
  new SetupError(
    `there is no installation in ${dirname(file)}`,
    'Nothing has to be stopped; `npm run up` makes one.',
  );
