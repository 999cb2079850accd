import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dockerEnvironment } from './docker-cli.js';
import { print } from './print.js';
import { runCommand } from './run-command.js';
import type { Site } from './site.js';
import { temporalCli } from './temporal-cli.js';

export type Tally = { readonly passed: number; readonly failed: number };

const CHECKS = ['format', 'types', 'lint', 'boundaries', 'unused'];

/**
 * In this order: what fails fastest comes first. These need the machine for themselves from `e2e` on. What a
 * failed test of real servers leaves open must not keep the others from being run.
 */
const KINDS = [
  { name: 'unit', options: [] },
  { name: 'replay', options: [] },
  { name: 'int', options: ['--forceExit'] },
  { name: 'e2e', options: ['--runInBand', '--forceExit'] },
  { name: 'chaos', options: ['--runInBand', '--forceExit'] },
];

/**
 * Runs the checks and every kind of test, or only jest with the arguments given, and ends with one line
 * of totals in which a check counts as one. Resolves to whether all passed.
 */
export async function runTests(site: Site, jestArguments: readonly string[]): Promise<boolean> {
  const tallies: Tally[] = [];
  if (jestArguments.length > 0) {
    tallies.push(await runJest(site, 'selected', jestArguments));
  } else {
    for (const check of CHECKS) tallies.push(await runCheck(site, check));
    for (const { name, options } of KINDS) {
      tallies.push(await runJest(site, name, ['--selectProjects', name, ...options]));
    }
  }
  const { passed, failed } = addUp(tallies);
  print(`\n${passed} passed, ${failed} failed`);
  return failed === 0;
}

export const addUp = (tallies: readonly Tally[]): Tally => ({
  passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
  failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
});

async function runCheck(site: Site, name: string): Promise<Tally> {
  const succeeded = await succeeds(site, 'npm', ['run', '--silent', `check:${name}`]);
  print(`check:${name} ${succeeded ? 'passed' : 'failed'}`);
  return succeeded ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function runJest(site: Site, name: string, args: readonly string[]): Promise<Tally> {
  const directory = join(site.stateDir, 'test');
  const results = join(directory, `${name}.json`);
  mkdirSync(directory, { recursive: true });
  rmSync(results, { force: true });
  print(`\n${name} tests`);
  const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--passWithNoTests'];
  const succeeded = await succeeds(site, process.execPath, [
    ...['--no-warnings', ...jest, '--json', `--outputFile=${results}`],
    ...args,
  ]);
  return tallyOf(readResults(results), succeeded);
}

type JestResults = Readonly<
  Record<'numPassedTests' | 'numFailedTests' | 'numRuntimeErrorTestSuites', number>
>;

/** A run that failed without a failed test (a suite that does not load, a crash) counts as one failure. */
export function tallyOf(results: JestResults | undefined, succeeded: boolean): Tally {
  const passed = results?.numPassedTests ?? 0;
  const failed = (results?.numFailedTests ?? 0) + (results?.numRuntimeErrorTestSuites ?? 0);
  return { passed, failed: succeeded ? failed : Math.max(failed, 1) };
}

function readResults(file: string): JestResults | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestResults;
  } catch {
    return undefined;
  }
}

const succeeds = (site: Site, command: string, args: readonly string[]): Promise<boolean> =>
  runCommand(command, args, { cwd: site.root, env: testEnvironment(site), inherit: true }).then(
    () => true,
    () => false,
  );

const testEnvironment = (site: Site) => ({
  ...dockerEnvironment(site),
  // Its image cannot be pulled where no registry answers; tests remove what they made by label.
  TESTCONTAINERS_RYUK_DISABLED: 'true',
  TEMPORAL_CLI_PATH: temporalCli(site),
});
