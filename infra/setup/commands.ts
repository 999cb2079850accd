import { installationFile, readInstallation } from './installation.js';
import { print } from './print.js';
import { runDemo } from './run-demo.js';
import { runEvents } from './run-events.js';
import { runTests } from './run-tests.js';
import { SetupError } from './setup-error.js';
import { formatUrls, showStatus } from './show-status.js';
import type { Site } from './site.js';
import { downStack } from './stack.js';
import { runSteps, testSteps, upSteps } from './steps.js';
import { testInstallationFile } from './test-installation.js';

/** Resolves to whether the command succeeded; rejects with a SetupError for what a person can mend. */
export type Command = (site: Site, args: readonly string[]) => Promise<boolean>;

export const COMMANDS: Readonly<Record<string, Command>> = {
  demo: async (site, args) => {
    await bringUp(site);
    return runDemo({ site, installation: installationOf(site) }, args);
  },
  up: async (site) => {
    await bringUp(site);
    print(`\n${formatUrls(installationOf(site), site.env)}`);
    return true;
  },
  down: async (site, args) => {
    await downStack(
      { site, file: installationFile(site) },
      { volumes: args.includes('--volumes') },
    );
    print(args.includes('--volumes') ? 'stopped, and everything forgotten' : 'stopped');
    return true;
  },
  status: (site) => showStatus({ site, installation: installationOf(site) }),
  events: (site, args) => runEvents({ site, installation: installationOf(site) }, args),
  images: async (site) => {
    await runSteps(testSteps(site));
    return true;
  },
  test: async (site, args) => {
    await runSteps(testSteps(site));
    try {
      return await runTests(site, args);
    } finally {
      await removeTestStack(site);
    }
  },
};

/** The tests of the whole stack leave it up for each other. */
async function removeTestStack(site: Site): Promise<void> {
  const file = testInstallationFile(site);
  if (!readInstallation(file)) return;
  await downStack({ site, file }, { volumes: true });
}

const bringUp = (site: Site): Promise<void> =>
  runSteps(upSteps({ site, file: installationFile(site) }));

function installationOf(site: Site) {
  const installation = readInstallation(installationFile(site));
  if (installation) return installation;
  throw new SetupError('nothing was brought up here yet', 'Run `npm run up` first.');
}
