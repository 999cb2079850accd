import { docker } from './docker-cli.js';
import { imageName } from './images.js';
import type { Site } from './site.js';

/**
 * The group that owns the engine's socket as a container sees it: the worker joins it instead of being
 * root. Asked from inside, because an engine in a virtual machine has a socket of its own.
 */
export async function socketGroup(site: Site): Promise<string> {
  const image = imageName('node', site.root, site.env);
  const mount = ['--volume', '/var/run/docker.sock:/socket'];
  const run = ['run', '--rm', '--network', 'none', ...mount, '--entrypoint', 'stat', image];
  return (await docker(site, [...run, '--format', '%g', '/socket'])).trim();
}
