import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandFailedError, runCommand } from './run-command.js';
import { SetupError } from './setup-error.js';
import type { Environment } from './site.js';

/** Enough history for "what the last commits did", without fetching a project's whole past. */
const COMMITS = 100;
const CLONE_WITHIN_MS = 5 * 60_000;
const GIT_URL = /^(https?|git|ssh|file):\/\/|^[\w.-]+@[\w.-]+:/;

/** The folder that the demo works on. Disposing it removes what was cloned for it, never the user's own. */
export class DemoFolder implements AsyncDisposable {
  private constructor(
    readonly path: string,
    private readonly temporary: boolean,
  ) {}

  /** A path as it is; of a git address a shallow clone. Errors: SetupError. */
  static async open(source: string, env: Environment): Promise<DemoFolder> {
    if (GIT_URL.test(source)) return DemoFolder.#clone(source, env);
    const found = await stat(source).catch(() => undefined);
    if (found?.isDirectory()) return new DemoFolder(source, false);
    const remedy = 'Give the path of a folder or the address of a git repository.';
    throw new SetupError(`${source} is neither a folder nor a git address`, remedy);
  }

  static async #clone(url: string, env: Environment): Promise<DemoFolder> {
    const path = await mkdtemp(join(tmpdir(), 'syntropic-demo-'));
    const args = ['clone', '--quiet', '--depth', String(COMMITS), '--', url, path];
    const folder = new DemoFolder(path, true);
    try {
      // Without a terminal prompt: a demo that waits for a password looks as if it hung.
      const quiet = { ...env, GIT_TERMINAL_PROMPT: '0' };
      await runCommand('git', args, { env: quiet, timeoutMs: CLONE_WITHIN_MS });
      return folder;
    } catch (error) {
      await folder[Symbol.asyncDispose]();
      if (!(error instanceof CommandFailedError)) throw error;
      const remedy = 'Check the address, or clone it yourself and give the path.';
      throw new SetupError(`${url} cannot be cloned`, remedy, { detail: error.output });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.temporary) await rm(this.path, { recursive: true, force: true });
  }
}
