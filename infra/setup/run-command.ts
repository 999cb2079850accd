import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Environment } from './site.js';

export type CommandOptions = {
  readonly env: Environment;
  readonly cwd?: string;
  readonly timeoutMs?: number;
  /** Gets all output, replacing what an earlier run left there. */
  readonly logFile?: string;
  /** Shows the output on this terminal as well; stdin is the terminal's. */
  readonly inherit?: boolean;
};

const KEPT_OUTPUT_BYTES = 1024 * 1024;

/** Runs a program without a shell and resolves to its stdout; rejects with CommandFailedError. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...options.env },
      timeout: options.timeoutMs,
      stdio: options.inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    const output = collectOutput(child.stdout, child.stderr, options.logFile);
    const fail = (reason: string) => {
      output.close();
      reject(new CommandFailedError([command, ...args], reason, output.all()));
    };
    child.on('error', (error) => {
      fail(error.message);
    });
    child.on('close', (code, signal) => {
      if (code !== 0) {
        fail(signal ? `ended by ${signal}` : `exit code ${String(code)}`);
        return;
      }
      output.close();
      resolve(output.stdout());
    });
  });
}

type Output = {
  readonly stdout: () => string;
  readonly all: () => string;
  readonly close: () => void;
};

function collectOutput(
  stdout: NodeJS.ReadableStream | null,
  stderr: NodeJS.ReadableStream | null,
  file: string | undefined,
): Output {
  let out = '';
  let all = '';
  const log = file === undefined ? undefined : openLog(file);
  const keep = (chunk: string) => {
    all = (all + chunk).slice(-KEPT_OUTPUT_BYTES);
    log?.write(chunk);
  };
  stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
    keep(chunk);
  });
  stderr?.setEncoding('utf8').on('data', keep);
  return { stdout: () => out, all: () => all, close: () => log?.end() };
}

function openLog(file: string): NodeJS.WritableStream {
  mkdirSync(dirname(file), { recursive: true });
  return createWriteStream(file);
}

export class CommandFailedError extends Error {
  override name = 'CommandFailedError';

  constructor(
    readonly command: readonly string[],
    readonly reason: string,
    readonly output: string,
  ) {
    super(`${command.slice(0, 3).join(' ')} failed (${reason})
${lastLines(output, 12)}`);
  }
}

export const lastLines = (text: string, count: number): string =>
  text.trimEnd().split('\n').slice(-count).join('\n');
