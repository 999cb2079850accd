import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, type CommandOptions } from './run-command.js';
import type { Environment, Site } from './site.js';

/** Where the compose and buildx plugins are kept when the machine has none of its own. */
export const dockerConfigDir = (site: Site): string => join(site.stateDir, 'docker');

/** Runs the docker command line, with the fetched plugins when there are some. */
export const docker = (
  site: Site,
  args: readonly string[],
  options: Omit<CommandOptions, 'env'> & { readonly env?: Environment } = {},
): Promise<string> =>
  runCommand('docker', args, {
    ...options,
    env: { ...dockerEnvironment(site), ...options.env },
  });

/** The caller's environment, pointing docker at the fetched plugins when there are some. */
export function dockerEnvironment(site: Site): Environment {
  return hasFetchedPlugins(site) ? { ...site.env, DOCKER_CONFIG: dockerConfigDir(site) } : site.env;
}

/** Whether a docker command succeeds. */
export const dockerSucceeds = (site: Site, args: readonly string[]): Promise<boolean> =>
  docker(site, args, { timeoutMs: 20_000 }).then(
    () => true,
    () => false,
  );

function hasFetchedPlugins(site: Site): boolean {
  const directory = join(dockerConfigDir(site), 'cli-plugins');
  return existsSync(directory) && readdirSync(directory).length > 0;
}
