import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { z } from 'zod';

const BuildNote = z.object({ sdkVersion: z.string() });

/**
 * The workflow code that the build made, for `directory` (`dist` of the checkout or the image). A bundle of
 * another SDK fails in odd ways much later, so it is refused: UnusableBundleError.
 */
export async function loadWorkflowBundle(directory: string): Promise<WorkflowBundleOption> {
  const codePath = join(directory, 'workflow-bundle.js');
  const notePath = join(directory, 'workflow-bundle.json');
  if (!existsSync(codePath) || !existsSync(notePath)) {
    throw new UnusableBundleError(`there is no workflow bundle in ${directory}: run npm run build`);
  }
  const { sdkVersion } = BuildNote.parse(JSON.parse(await readFile(notePath, 'utf8')));
  const running = installedSdkVersion();
  if (sdkVersion !== running) {
    throw new UnusableBundleError(
      `the workflow bundle was made by SDK ${sdkVersion}, this is ${running}: run npm run build`,
    );
  }
  return { codePath };
}

export class UnusableBundleError extends Error {
  override name = 'UnusableBundleError';
}

function installedSdkVersion(): string {
  const require = createRequire(import.meta.url);
  const { version } = require('@temporalio/worker/package.json') as { version: string };
  return version;
}
