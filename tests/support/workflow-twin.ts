import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot, workflowBundle } from './temporal.js';

type Change = { readonly file: string; readonly from: string; readonly to: string };

/** A bundle of the workflows as they would be after a careless change: a text of one file replaced. */
export async function bundleTwin({ file, from, to }: Change): Promise<{ code: string }> {
  // Inside the checkout, where its packages are found, but not in node_modules: nothing there is compiled.
  await mkdir(join(projectRoot, '.syn'), { recursive: true });
  const root = await mkdtemp(join(projectRoot, '.syn/twin-'));
  try {
    await Promise.all([
      cp(join(projectRoot, 'workflow-defs'), join(root, 'workflow-defs'), { recursive: true }),
      cp(join(projectRoot, 'shared'), join(root, 'shared'), { recursive: true }),
      cp(join(projectRoot, 'package.json'), join(root, 'package.json')),
      symlink(join(projectRoot, 'node_modules'), join(root, 'node_modules')),
    ]);
    const source = await readFile(join(root, file), 'utf8');
    if (!source.includes(from)) throw new Error(`${file} has no "${from}" to replace`);
    await writeFile(join(root, file), source.replace(from, to));
    return await workflowBundle(root);
  } finally {
    await rm(root, { recursive: true });
  }
}
