import { join } from 'node:path';
import type { Site } from './site.js';

/** The installation that the tests of the whole stack run against, beside the user's own. */
export const testInstallationFile = (site: Site): string =>
  join(site.stateDir, 'test', 'installation.env');
