import { join } from 'node:path';
import { runCommand } from './run-command.js';
import type { Environment } from './site.js';

/** The command line of this checkout, driven as a person would. Every method rejects when it exits with an error. */
export class Syn {
  constructor(
    private readonly root: string,
    private readonly env: Environment,
  ) {}

  /** On this terminal. */
  async show(...args: readonly string[]): Promise<void> {
    await this.#run(args, true);
  }

  /** What it prints. */
  read(...args: readonly string[]): Promise<string> {
    return this.#run(args, false);
  }

  #run(args: readonly string[], inherit: boolean): Promise<string> {
    return runCommand(join(this.root, 'bin/syn'), args, { cwd: this.root, env: this.env, inherit });
  }
}
