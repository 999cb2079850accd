import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DEBIAN_SUITE } from './apt-sources.js';
import { docker, dockerSucceeds } from './docker-cli.js';
import { hasApt, hasProgram, isRoot } from './host.js';
import { CommandFailedError, lastLines, runCommand } from './run-command.js';
import { SetupError } from './setup-error.js';
import { logFile, type Site } from './site.js';

const BASE_IMAGE = `debian:${DEBIAN_SUITE}-slim`;
/** 30 MB: a line that needs longer than this is better served by the bootstrap. */
const PULL_TIMEOUT_MS = 120_000;

/** Makes sure that the base of all images is there: pulled, or bootstrapped where no registry answers. */
export async function ensureBaseImage(site: Site, report: (text: string) => void): Promise<void> {
  if (await dockerSucceeds(site, ['image', 'inspect', BASE_IMAGE])) return;
  report(`pulling ${BASE_IMAGE}`);
  const refusal = await pull(site);
  if (refusal === undefined) return;
  if (!isRoot() || !hasApt(site.env)) throw pullFailed(refusal);
  report('no registry answers: bootstrapping the base');
  await bootstrap(site);
}

/** Resolves to what docker said when the pull failed. */
const pull = (site: Site): Promise<string | undefined> =>
  docker(site, ['pull', '--quiet', BASE_IMAGE], { timeoutMs: PULL_TIMEOUT_MS }).then(
    () => undefined,
    (error: unknown) => (error instanceof CommandFailedError ? error.output : String(error)),
  );

async function bootstrap(site: Site): Promise<void> {
  const env = { ...site.env, DEBIAN_FRONTEND: 'noninteractive' };
  const log = logFile(site, 'base-image');
  if (!hasProgram(site.env, 'mmdebstrap')) {
    const install = ['install', '--yes', '--no-install-recommends', 'mmdebstrap'];
    const keys = ['debian-archive-keyring'];
    await runCommand('apt-get', ['update'], { env, logFile: log });
    await runCommand('apt-get', [...install, ...keys], { env, logFile: log });
  }
  const tarball = join(site.stateDir, 'base.tar');
  await runCommand('mmdebstrap', ['--variant=minbase', DEBIAN_SUITE, tarball], {
    env,
    logFile: log,
  });
  const label = ['--change', 'LABEL syntropic.image=base'];
  await docker(site, ['import', ...label, tarball, BASE_IMAGE], { logFile: log });
  rmSync(tarball);
}

const pullFailed = (refusal: string): SetupError =>
  new SetupError(
    `the base image ${BASE_IMAGE} could not be pulled`,
    `Make \`docker pull ${BASE_IMAGE}\` work (network, proxy, registry mirror), load the image by \`docker load\`, or run the same command as root on Debian, where it is bootstrapped from packages.`,
    { detail: lastLines(refusal, 4) },
  );
