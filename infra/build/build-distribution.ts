import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlePrograms } from './bundle-programs.js';
import { bundleWorkflows } from './bundle-workflows.js';
import { hashInputs } from './hash-inputs.js';
import { SOURCE_FOLDERS } from './parts.js';

/**
 * Makes `dist/` from the sources, unless it was made from the same ones. A failed build leaves the
 * former `dist/` in place. Resolves to whether anything was built.
 */
export async function buildDistribution(root: string): Promise<boolean> {
  const hash = hashInputs(root, SOURCE_FOLDERS);
  const dist = join(root, 'dist');
  if (madeFrom(dist) === hash) return false;
  const fresh = join(root, '.syn', `dist.${String(process.pid)}`);
  await mkdir(fresh, { recursive: true });
  try {
    await Promise.all([bundlePrograms(root, fresh), bundleWorkflows(root, fresh)]);
    await writeFile(join(fresh, 'inputs.sha256'), `${hash}\n`);
    await rm(dist, { recursive: true, force: true });
    await rename(fresh, dist);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return true;
}

function madeFrom(dist: string): string | undefined {
  const file = join(dist, 'inputs.sha256');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
