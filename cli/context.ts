import { Command } from 'commander';
import type { ApiClient } from './api-client.js';
import type { Terminal } from './terminal.js';

/** What every command works with. */
export type CliContext = {
  readonly api: ApiClient;
  readonly terminal: Terminal;
  /** Sets the exit code of a command that did what it was told. */
  readonly exitWith: (code: number) => void;
};

export type JsonOption = { readonly json?: true };

/** Every command can answer in JSON. */
export function jsonCommand(name: string): Command {
  return new Command(name).option('--json', 'print JSON for programs');
}
