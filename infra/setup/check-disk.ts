import { existsSync, statfsSync } from 'node:fs';
import { docker } from './docker-cli.js';
import { SetupError } from './setup-error.js';
import type { Site } from './site.js';

const GIB = 1024 ** 3;

/** Rejects with a SetupError when the disk of the clone or of the engine has less than this free. */
export async function checkDisk(site: Site, neededGib: number): Promise<void> {
  const engine = (await docker(site, ['info', '--format', '{{.DockerRootDir}}'])).trim();
  // An engine in a virtual machine keeps its files where this machine has no such folder.
  for (const folder of [site.root, engine].filter((path) => existsSync(path))) {
    const { bavail, bsize } = statfsSync(folder);
    const freeGib = (bavail * bsize) / GIB;
    if (freeGib < neededGib) throw diskFull(folder, freeGib, neededGib);
  }
}

const diskFull = (folder: string, freeGib: number, neededGib: number): SetupError =>
  new SetupError(
    `the disk of ${folder} has ${freeGib.toFixed(1)} GiB free, and ${neededGib} GiB are needed`,
    'Free some space: `docker system df` shows what images, volumes and build caches take, `docker builder prune` removes the caches.',
  );
