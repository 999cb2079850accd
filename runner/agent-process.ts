import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { AGENT_UID, LAYOUT, SEARCH_PATH } from './layout.js';
import { LineSplitter } from './line-splitter.js';

/** The agent repeats a 10 MB answer in two lines of that size; what is beyond this is no message of its. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

export type AgentCommand = {
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly maxFileBytes: number;
};

export type Exit = { readonly exitCode: number | null; readonly signal: string | null };

/**
 * Starts the agent under its own uid in a process group of its own. Node's 'pipe' is a socketpair: unlike a pipe it
 * cannot be opened through /proc by another process of that uid, so nobody else writes lines as the agent.
 */
export function spawnAgent(
  command: AgentCommand,
): ChildProcessByStdio<Writable, Readable, Readable> {
  const limits = [`--fsize=${command.maxFileBytes}`, '--core=0'];
  return spawn('/usr/bin/prlimit', [...limits, '--', LAYOUT.agent, ...command.arguments], {
    cwd: LAYOUT.workspace,
    env: command.environment,
    uid: AGENT_UID,
    gid: AGENT_UID,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

/** Reports each line of a stream; resolves when the stream has ended. */
export async function readLines(
  stream: Readable,
  onLine: (line: string) => void,
  onTooLong: (bytes: number) => void,
): Promise<void> {
  const splitter = new LineSplitter(MAX_LINE_BYTES, onLine, onTooLong);
  stream.on('data', (chunk: Buffer) => {
    splitter.push(chunk);
  });
  await once(stream, 'close');
  splitter.end();
}

/** Resolves with the exit status; rejects when the program could not be started. */
export async function exited(child: ChildProcess): Promise<Exit> {
  const [exitCode, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return { exitCode, signal };
}

/**
 * Runs a short shell script as the agent's uid with `input` on its stdin. The runner's root has no right over the
 * agent's files, so whatever is written or removed there is done in the agent's name.
 */
export async function runAsAgent(
  script: string,
  input: Iterable<string> | AsyncIterable<string>,
): Promise<Exit> {
  const child = spawn('/bin/sh', ['-eu', '-c', script], {
    env: { HOME: LAYOUT.home, PATH: SEARCH_PATH },
    cwd: '/',
    uid: AGENT_UID,
    gid: AGENT_UID,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.on('error', () => undefined); // a script that ends early is judged by its exit code
  const exit = exited(child);
  for await (const part of input) {
    if (!child.stdin.write(part)) await Promise.race([once(child.stdin, 'drain'), exit]);
  }
  child.stdin.end();
  return exit;
}
