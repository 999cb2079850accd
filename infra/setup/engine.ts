import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { docker } from './docker-cli.js';
import { hasApt, hasProgram, isRoot, isRunBySystemd } from './host.js';
import { lastLines, runCommand } from './run-command.js';
import { SetupError } from './setup-error.js';
import { logFile, type Site } from './site.js';

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 250;

/**
 * Makes sure that a Docker engine answers: uses the one that runs, else, as root on Debian or Ubuntu,
 * installs and starts it. Resolves to its version; rejects with a SetupError that says what is missing.
 */
export async function ensureEngine(site: Site, report: (text: string) => void): Promise<string> {
  const running = await engineVersion(site);
  if (running !== undefined) return running;
  if (process.platform !== 'linux' || site.env.DOCKER_HOST) throw engineNotReachable();
  if (!isRoot()) throw notAllowed();
  if (!hasProgram(site.env, 'dockerd')) {
    report('installing docker.io');
    await installEngine(site);
  }
  report('starting dockerd');
  const isAlive = await startEngine(site);
  return waitForEngine(site, isAlive);
}

async function engineVersion(site: Site): Promise<string | undefined> {
  const args = ['version', '--format', '{{.Server.Version}}'];
  const answer = await docker(site, args, { timeoutMs: 15_000 }).catch(() => '');
  return answer.trim() === '' ? undefined : answer.trim();
}

async function installEngine(site: Site): Promise<void> {
  if (!hasApt(site.env)) {
    throw new SetupError(
      'there is no Docker engine on this machine and no apt-get to install one with',
      'Install Docker Engine with the compose plugin as docs.docker.com describes, start it, and run the same command again.',
    );
  }
  const env = { ...site.env, DEBIAN_FRONTEND: 'noninteractive' };
  const log = logFile(site, 'engine-install');
  await runCommand('apt-get', ['update'], { env, logFile: log });
  // The command line is a package of its own from Debian 13 on.
  const separateCli = await runCommand('apt-cache', ['show', 'docker-cli'], { env }).then(
    () => ['docker-cli'],
    () => [],
  );
  const packages = ['docker.io', 'iptables', ...separateCli];
  const install = ['install', '--yes', '--no-install-recommends', ...packages];
  await runCommand('apt-get', install, { env, logFile: log });
}

/** Resolves to a question: does it still run? */
async function startEngine(site: Site): Promise<() => boolean> {
  if (isRunBySystemd()) {
    await runCommand('systemctl', ['start', 'docker'], { env: site.env });
    return () => true;
  }
  const file = engineLog(site);
  mkdirSync(`${site.stateDir}/logs`, { recursive: true });
  const log = openSync(file, 'a');
  // Detached: the engine outlives this command, as a service would.
  const engine = spawn('dockerd', [], {
    detached: true,
    stdio: ['ignore', log, log],
    env: site.env,
  });
  engine.unref();
  return () => engine.exitCode === null;
}

async function waitForEngine(site: Site, isAlive: () => boolean): Promise<string> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (isAlive() && performance.now() < deadline) {
    const version = await engineVersion(site);
    if (version !== undefined) return version;
    await delay(POLL_MS);
  }
  throw new SetupError(
    'dockerd was started but does not answer',
    `Read ${engineLog(site)}; often a kernel module or iptables is missing, or another dockerd holds its lock.`,
    { detail: lastLines(readEngineLog(site), 12) },
  );
}

const engineLog = (site: Site): string => logFile(site, 'dockerd');

function readEngineLog(site: Site): string {
  try {
    return readFileSync(engineLog(site), 'utf8');
  } catch {
    return '(no log: the engine is run by systemd, see journalctl -u docker)';
  }
}

const engineNotReachable = (): SetupError =>
  new SetupError(
    'the Docker engine does not answer',
    'Start it (Docker Desktop, or the engine that DOCKER_HOST names), check with `docker version`, and run the same command again.',
  );

const notAllowed = (): SetupError =>
  new SetupError(
    'no Docker engine answers to this user, and only root can install or start one',
    'Start the engine or add yourself to the group `docker`; or run the same command as root.',
  );
