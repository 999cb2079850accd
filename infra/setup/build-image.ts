import { docker, dockerSucceeds } from './docker-cli.js';
import { imageFolder, imageName, imageRecipe, isReplaced, type ImageName } from './images.js';
import { CommandFailedError, lastLines } from './run-command.js';
import { SetupError } from './setup-error.js';
import { logFile, type Site } from './site.js';

/** Whether an image has to be built: it is ours and its tag, the hash of its inputs, is not there yet. */
export const needsBuild = async (site: Site, name: ImageName): Promise<boolean> =>
  !isReplaced(name, site.env) &&
  !(await dockerSucceeds(site, ['image', 'inspect', tag(site, name)]));

const tag = (site: Site, name: ImageName): string => imageName(name, site.root, site.env);

/** Builds an image from its folder; one that exists is left alone. Rejects with a SetupError. */
export async function buildImage(
  site: Site,
  name: ImageName,
  secrets: readonly string[],
): Promise<void> {
  if (!(await needsBuild(site, name))) return;
  const log = logFile(site, `image-${name}`);
  const args = await buildArguments(site, name, secrets);
  const build = (): Promise<string> =>
    docker(site, args, { logFile: log, cwd: site.root, env: { DOCKER_BUILDKIT: '1' } });
  // Most failures are downloads that broke off, and finished layers are kept.
  await build()
    .catch(build)
    .catch((error: unknown) => {
      throw buildFailed(name, log, error);
    });
}

async function buildArguments(
  site: Site,
  name: ImageName,
  secrets: readonly string[],
): Promise<string[]> {
  const { from, inputs } = imageRecipe(name);
  const folder = imageFolder(name);
  // The builder of the engine itself: another one would not see the images that we build upon.
  const builder = (await docker(site, ['context', 'show'])).trim();
  return [
    ...['buildx', 'build', '--builder', builder, '--load', '--progress', 'plain', ...secrets],
    ...(from === 'node' ? ['--build-arg', `NODE_IMAGE=${tag(site, 'node')}`] : []),
    ...['--label', `syntropic.image=${name}`, '--tag', tag(site, name)],
    ...['--file', `${folder}/Dockerfile`, inputs.length === 0 ? folder : '.'],
  ];
}

function buildFailed(name: ImageName, log: string, error: unknown): SetupError {
  if (!(error instanceof CommandFailedError)) {
    return new SetupError(`the image ${name} could not be built`, `Read ${log}.`, { cause: error });
  }
  return new SetupError(
    `the image ${name} could not be built (${error.reason})`,
    buildRemedy(error.output, log),
    { cause: error, detail: lastLines(error.output, 15) },
  );
}

const REFUSED_CERTIFICATE =
  /certificate.verify.failed|x509: certificate|unable to (get|verify)[^\n]*certificate|self.signed.certificate/i;

export function buildRemedy(output: string, log: string): string {
  if (/no space left on device/i.test(output)) {
    return `The disk is full: free some GiB (\`docker system df\`, \`docker builder prune\`) and run the same command again. Full log: ${log}`;
  }
  if (REFUSED_CERTIFICATE.test(output)) {
    return `A certificate was refused: behind a proxy with its own CA, set SSL_CERT_FILE to the bundle with that CA. Full log: ${log}`;
  }
  return `Most often a download failed: check the network and the registries that npm, pip, go and apt are configured with, then run the same command again; finished layers are kept. Full log: ${log}`;
}
