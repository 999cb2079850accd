import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { aptWithOwnLists } from './apt-sources.js';
import { dockerConfigDir, dockerSucceeds } from './docker-cli.js';
import { hasApt, isDebian } from './host.js';
import { runCommand } from './run-command.js';
import { SetupError } from './setup-error.js';
import { logFile, type Site } from './site.js';

/**
 * Makes sure that `docker compose` and `docker buildx` work: where one is missing, both are taken out
 * of the distribution's packages into a folder of the clone, which docker then uses as its configuration.
 */
export async function ensureDockerPlugins(
  site: Site,
  report: (text: string) => void,
): Promise<void> {
  if (await pluginsWork(site)) return;
  if (!hasApt(site.env)) throw pluginsMissing();
  report('fetching compose and buildx');
  const unpacked = await unpackPackages(site);
  installPlugins(site, join(unpacked, 'usr/libexec/docker/cli-plugins'));
  if (!(await pluginsWork(site))) throw pluginsMissing();
}

const pluginsWork = async (site: Site): Promise<boolean> =>
  (await dockerSucceeds(site, ['compose', 'version'])) &&
  (await dockerSucceeds(site, ['buildx', 'version']));

async function unpackPackages(site: Site): Promise<string> {
  const directory = join(site.stateDir, 'apt/packages');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const options = { env: site.env, cwd: directory };
  const sources = aptWithOwnLists(site);
  const compose = isDebian() ? 'docker-compose' : 'docker-compose-v2';
  await runCommand('apt-get', [...sources, 'update'], {
    ...options,
    logFile: logFile(site, 'plugins-update'),
  });
  await runCommand('apt-get', [...sources, 'download', compose, 'docker-buildx'], {
    ...options,
    logFile: logFile(site, 'plugins-download'),
  });
  const unpacked = join(directory, 'unpacked');
  for (const name of readdirSync(directory).filter((file) => file.endsWith('.deb'))) {
    await runCommand('dpkg', ['-x', name, unpacked], options);
  }
  return unpacked;
}

function installPlugins(site: Site, from: string): void {
  const target = dockerConfigDir(site);
  mkdirSync(join(target, 'cli-plugins'), { recursive: true });
  for (const name of readdirSync(from)) {
    const plugin = join(target, 'cli-plugins', name);
    copyFileSync(join(from, name), plugin);
    chmodSync(plugin, 0o755);
  }
  keepOwnConfiguration(site, target);
}

/** Logins and contexts of the user go on working: they are linked, not copied. */
function keepOwnConfiguration(site: Site, target: string): void {
  const own = site.env.DOCKER_CONFIG ?? join(homedir(), '.docker');
  for (const name of ['config.json', 'contexts']) {
    const link = join(target, name);
    if (!existsSync(join(own, name)) || existsSync(link)) continue;
    symlinkSync(join(own, name), link);
  }
}

const pluginsMissing = (): SetupError =>
  new SetupError(
    'the docker command has no compose v2 or no buildx plugin',
    'Install both (packages docker-compose-plugin and docker-buildx-plugin, or Docker Desktop) and run the same command again.',
  );
