import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import { LAYOUT } from './layout.js';

/**
 * Makes ready for a phase: `artifacts/` is empty, so that what is collected is this phase's own, and `inputs/` has the files
 * of the tar. Runs in the agent's name, like everything that writes into the workspace:
 * whatever an earlier phase has put there, a link for instance, it can lead only where the agent could write itself.
 */
export async function place(
  input: Readable,
  folder: string = LAYOUT.inputs,
  artifacts: string = LAYOUT.artifacts,
): Promise<void> {
  await rm(artifacts, { recursive: true, force: true });
  await mkdir(artifacts, { recursive: true });
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const tar = extract();
  const reading = pipeline(input, tar);
  for await (const entry of tar) {
    const target = join(folder, entry.header.name);
    if (entry.header.type !== 'file' || !target.startsWith(`${folder}/`)) {
      entry.resume();
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    await pipeline(entry, createWriteStream(target));
  }
  await reading;
}
