import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testImage } from './images.js';

/** The version whose undocumented flags the contract tests hold. */
export const CLAUDE_VERSION = '2.1.330';

const PACKAGE = `@anthropic-ai/claude-code-linux-${process.arch}`;
const FOLDER = fileURLToPath(new URL('../../.syn', import.meta.url));
const run = promisify(execFile);

/** Path of the real agent: out of the workspace image where that is built, else from its package; kept in the clone. */
export async function claudeBinary(): Promise<string> {
  const kept = join(FOLDER, `claude-${CLAUDE_VERSION}`);
  if (!existsSync(kept)) await fetchInto(kept);
  return join(kept, 'claude');
}

/** Under a name of its own first, so that a broken download or a second test run leaves nothing half done. */
async function fetchInto(kept: string): Promise<void> {
  const fresh = await mkdtemp(`${kept}.`);
  await copyFromImage(fresh).catch(() => installPackage(fresh));
  await rename(fresh, kept).catch(() => rm(fresh, { recursive: true }));
}

async function copyFromImage(folder: string): Promise<void> {
  const image = testImage('workspace');
  const { stdout } = await run('docker', ['create', '--pull', 'never', image, 'true']);
  const container = stdout.trim();
  await run('docker', ['cp', `${container}:/opt/claude/claude`, folder]);
  await run('docker', ['rm', container]);
}

async function installPackage(folder: string): Promise<void> {
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
  await run('npm', ['install', ...options, `${PACKAGE}@${CLAUDE_VERSION}`], { cwd: folder });
  await rename(join(folder, 'node_modules', PACKAGE, 'claude'), join(folder, 'claude'));
}
