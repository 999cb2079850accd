import { execFile } from 'node:child_process';
import { lstat, opendir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Paths below the folder, relative and sorted, folders (empty ones too) before what is in them. Of the top of a git checkout: what is tracked or
 * neither tracked nor ignored, and `.git`; of any other folder everything.
 */
export async function listFolder(folder: string): Promise<string[]> {
  const checkout = await lstat(join(folder, '.git')).catch(() => undefined);
  const own = checkout?.isDirectory() === true ? await listCheckout(folder) : undefined;
  const paths = own
    ? [...own, '.git', ...(await walk(folder, join(folder, '.git')))]
    : await walk(folder, folder);
  return [...new Set(paths.flatMap(withParents))].sort();
}

/** Undefined where git is missing or refuses. A submodule is listed as a folder and stays empty. */
async function listCheckout(folder: string): Promise<string[] | undefined> {
  const args = ['-C', folder, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = await run('git', args, { maxBuffer: 256 * 1_048_576 }).catch(() => undefined);
  if (!listed) return undefined;
  return [...new Set(listed.stdout.split('\0'))].filter((path) => path !== '');
}

async function walk(root: string, folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    paths.push(relative(root, path).split(sep).join('/'));
    if (entry.isDirectory()) paths.push(...(await walk(root, path)));
  }
  return paths;
}

function withParents(path: string): string[] {
  const steps = path.split('/');
  return steps.map((_, index) => steps.slice(0, index + 1).join('/'));
}
