import { buildDistribution } from '../build/build-distribution.js';
import { SetupError } from './setup-error.js';
import type { Site } from './site.js';

/** Makes `dist/`, which goes into the images. Rejects with a SetupError for sources that do not compile. */
export async function buildPrograms(site: Site): Promise<void> {
  await buildDistribution(site.root).catch((error: unknown) => {
    throw new SetupError(
      'the programs could not be built from the sources',
      'Mend what the message names; `npm run build` shows the same in seconds.',
      { cause: error, detail: error instanceof Error ? error.message : String(error) },
    );
  });
}
