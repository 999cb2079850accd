import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RepositoryDefinition } from '#shared/contracts/workflow-definition.js';
import { LAYOUT } from './layout.js';
import {
  type CommandOptions,
  runCommand,
  setupEnvironment,
  SetupFailedError,
} from './run-command.js';

/** What can go through the sidecar's forward proxy, and what lies in the workspace itself. */
const PROTOCOLS = ['http:', 'https:', 'file:'];

/** Clones with the whole history, so that the agent can look at it, and checks out the branch, tag or commit. */
export async function cloneRepository(
  { url, ref }: RepositoryDefinition,
  options: Omit<CommandOptions, 'name'>,
): Promise<void> {
  const problem = problemOf(url, ref);
  if (problem !== undefined) throw new SetupFailedError(problem);
  await runCommand(git('clone', '--no-progress', '--', url, '.'), {
    ...options,
    name: `the clone of ${url}`,
  });
  if (ref === undefined) return;
  await runCommand(git('checkout', '--quiet', ref, '--'), {
    ...options,
    name: `the checkout of "${ref}" in ${url}`,
  });
}

/** The commit that is checked out; undefined where the workspace is no repository or has no commit. */
export async function headCommit(): Promise<string | undefined> {
  const [program = '', ...args] = git('rev-parse', '--verify', 'HEAD');
  const options = { cwd: LAYOUT.workspace, env: setupEnvironment() };
  try {
    return (await promisify(execFile)(program, args, options)).stdout.trim();
  } catch {
    return undefined;
  }
}

function problemOf(url: string, ref: string | undefined): string | undefined {
  const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
  if (protocol === undefined || !PROTOCOLS.includes(protocol)) {
    return `the repository ${url} cannot be cloned: use an http:// or https:// URL, or hand the folder over as an upload`;
  }
  if (ref?.startsWith('-') === true) return `"${ref}" is no branch, tag or commit`;
  return undefined;
}

function git(...args: readonly string[]): string[] {
  return [
    '/usr/bin/git',
    '-c',
    'protocol.ext.allow=never',
    '-c',
    'advice.detachedHead=false',
    ...args,
  ];
}
