import { CommanderError } from 'commander';
import { ApiClient } from './api-client.js';
import { EXIT } from './exit-codes.js';
import { createProgram } from './program.js';
import { reportFailure } from './report-failure.js';
import type { Terminal } from './terminal.js';

export type CliEnvironment = Readonly<Record<string, string | undefined>>;

const DEFAULT_URL = 'http://127.0.0.1:8137';

/** Runs one command line (without the names of node and the script) and returns its exit code. */
export async function runCli(
  args: readonly string[],
  env: CliEnvironment,
  terminal: Terminal,
): Promise<number> {
  let exitCode: number = EXIT.done;
  const api = new ApiClient({
    url: (setting(env.SYN_API_URL) ?? DEFAULT_URL).replace(/\/+$/, ''),
    key: env.SYN_API_KEY ?? '',
  });
  const exitWith = (code: number): void => {
    exitCode = code;
  };
  try {
    await createProgram({ api, terminal, exitWith }).parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportFailure(error, terminal);
    return error.exitCode === 0 ? EXIT.done : EXIT.usage; // it has said so itself
  }
}

/** An empty variable counts as unset. */
const setting = (value: string | undefined): string | undefined =>
  value === '' ? undefined : value;
