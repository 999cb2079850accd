import { spawn } from 'node:child_process';
import { exited, readLines } from './agent-process.js';
import { LAYOUT, PROXY_ENVIRONMENT, SEARCH_PATH } from './layout.js';

export type CommandOptions = {
  /** How the command is called in a failure, at the start of the sentence. */
  readonly name: string;
  /** Clock time in ms after which the command is killed. */
  readonly deadline: number;
  readonly onOutput: (stream: 'out' | 'err', line: string) => void;
};

/** Lines of the command's own output that a failure repeats. */
const QUOTED_LINES = 10;
const QUOTED_CHARACTERS = 2000;

/** A step of the setup that did not work out; the message tells the author of the workflow why. */
export class SetupFailedError extends Error {
  override name = 'SetupFailedError';
}

/** Runs one command of the setup in the workspace; SetupFailedError when it fails or takes too long. */
export async function runCommand(
  [program = '', ...args]: readonly string[],
  { name, deadline, onOutput }: CommandOptions,
): Promise<void> {
  const tail: string[] = [];
  const keep = (stream: 'out' | 'err') => (line: string) => {
    tail.push(line);
    if (tail.length > QUOTED_LINES) tail.shift();
    onOutput(stream, line);
  };
  const child = spawn(program, args, {
    cwd: LAYOUT.workspace,
    env: setupEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: Math.max(1, deadline - Date.now()),
    killSignal: 'SIGKILL',
  });
  const tooLong = (bytes: number): void => {
    onOutput('err', `a line of ${bytes} bytes was dropped`);
  };
  const output = Promise.all([
    readLines(child.stdout, keep('out'), tooLong),
    readLines(child.stderr, keep('err'), tooLong),
  ]);
  const { exitCode, signal } = await exited(child);
  if (exitCode === 0) {
    await output;
    return;
  }
  const why =
    exitCode === null ? endedBySignal(signal, deadline) : `failed with exit code ${exitCode}`;
  throw new SetupFailedError(`${name} ${why}${quote(tail)}`);
}

/** Only what tools need: the setup has the same way out as the agent, with other hosts allowed. */
export function setupEnvironment(): Record<string, string> {
  return {
    HOME: LAYOUT.home,
    PATH: `${LAYOUT.home}/.local/bin:${SEARCH_PATH}`,
    LANG: 'C.UTF-8',
    CI: '1',
    GIT_TERMINAL_PROMPT: '0',
    ...PROXY_ENVIRONMENT,
  };
}

function endedBySignal(signal: string | null, deadline: number): string {
  return Date.now() >= deadline
    ? 'was stopped: the setup took longer than SETUP_TIMEOUT_SECONDS allows'
    : `was ended by ${signal ?? 'a signal'}; it may have used more memory than the workspace has`;
}

function quote(lines: readonly string[]): string {
  const text = lines.join('\n').slice(-QUOTED_CHARACTERS).trim();
  return text === '' ? '' : `:\n${text}`;
}
