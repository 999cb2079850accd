import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker } from './docker-cli.js';
import { imageName } from './images.js';
import type { Site } from './site.js';

/** The temporal command line of our image, for tests that start a server of their own outside Docker. */
export const temporalCli = (site: Site): string => join(site.stateDir, 'bin/temporal');

/** Copies the binary out of the image, unless the one that is there came from the same image. */
export async function extractTemporalCli(site: Site): Promise<void> {
  const file = temporalCli(site);
  const origin = `${file}.image`;
  const image = imageName('temporal', site.root, site.env);
  if (existsSync(file) && existsSync(origin) && readFileSync(origin, 'utf8') === image) return;
  mkdirSync(join(site.stateDir, 'bin'), { recursive: true });
  const container = (await docker(site, ['create', image])).trim();
  try {
    await docker(site, ['cp', `${container}:/usr/local/bin/temporal`, `${file}.new`]);
  } finally {
    await docker(site, ['rm', container]);
  }
  chmodSync(`${file}.new`, 0o755);
  renameSync(`${file}.new`, file);
  writeFileSync(origin, image);
}
