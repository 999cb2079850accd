import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { docker } from './docker-cli.js';
import { writeEnvFile } from './env-file.js';
import { IMAGE_NAMES, imageName, imageVariable } from './images.js';
import type { Installation } from './installation.js';
import type { CommandOptions } from './run-command.js';
import type { Environment, Site } from './site.js';

const COMPOSE_FILE = 'docker-compose.temporal.yml';
/** The stack is made for two cores; docker refuses a limit above what the machine has. */
const MOST_CPUS = 2;

/** The services of one installation. */
export type Stack = { readonly site: Site; readonly installation: Installation };

/** Runs docker compose on a stack. */
export function compose(
  stack: Stack,
  args: readonly string[],
  options: Omit<CommandOptions, 'env'> & { readonly env?: Environment } = {},
): Promise<string> {
  const { site, installation } = stack;
  writeImagesFile(site);
  return docker(site, [...projectArguments(stack), ...args], {
    ...options,
    cwd: site.root,
    env: { ...installation.settings, ...machineSettings(site.env), ...options.env },
  });
}

function projectArguments({ site, installation }: Stack): string[] {
  return [
    ...[
      'compose',
      '--ansi',
      'never',
      '--file',
      join(site.root, COMPOSE_FILE),
      '--project-name',
      installation.id,
    ],
    ...['--env-file', installation.file, '--env-file', imagesFile(site)],
    ...(usesOwnTemporal(site.env) ? ['--profile', 'temporal'] : []),
  ];
}

/** Where TEMPORAL_ADDRESS names a server, ours is not started. */
export const usesOwnTemporal = (env: Environment): boolean => !env.TEMPORAL_ADDRESS;

const machineSettings = (env: Environment): Environment => ({
  SYN_CPUS: env.SYN_CPUS ?? String(Math.min(MOST_CPUS, availableParallelism())),
});

const imagesFile = (site: Site): string => join(site.stateDir, 'images.env');

/** Which image each service runs, for compose. */
function writeImagesFile(site: Site): void {
  const settings = IMAGE_NAMES.map((name) => [
    imageVariable(name),
    imageName(name, site.root, site.env),
  ]);
  writeEnvFile(
    imagesFile(site),
    'Made by `npm run up`: the images of the stack.',
    Object.fromEntries(settings) as Record<string, string>,
  );
}
