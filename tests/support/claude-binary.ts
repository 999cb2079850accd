import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The version that the workspace image carries; its undocumented flags are what the contract tests hold. */
const VERSION = '2.1.330';
const PACKAGE = `@anthropic-ai/claude-code-linux-${process.arch}`;
const FOLDER = fileURLToPath(new URL('../../.syn', import.meta.url));

/** Path of the real agent, installed inside the clone the first time it is asked for. */
export async function claudeBinary(): Promise<string> {
  const installed = join(FOLDER, `claude-${VERSION}`);
  if (!existsSync(installed)) await install(installed);
  return join(installed, 'node_modules', PACKAGE, 'claude');
}

/** Under a name of its own first, so that a broken download or a second test run leaves nothing half done. */
async function install(target: string): Promise<void> {
  const fresh = await mkdtemp(`${target}.`);
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--prefix', fresh];
  await promisify(execFile)('npm', ['install', ...options, `${PACKAGE}@${VERSION}`], {
    cwd: fresh,
  });
  await rename(fresh, target).catch(() => rm(fresh, { recursive: true }));
}
