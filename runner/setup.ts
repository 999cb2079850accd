import { existsSync } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type SetupReport, SetupSpec } from '#shared/contracts/setup-protocol.js';
import { cloneRepository, headCommit } from './clone-repository.js';
import { forwardToSidecar } from './forward.js';
import { LAYOUT } from './layout.js';
import { runCommand, SetupFailedError } from './run-command.js';

/** Prepares the workspace from the spec on stdin, reports on stdout, and ends with `done` or `failed`. */
export async function setUp(): Promise<void> {
  const spec = SetupSpec.parse(JSON.parse(await text(process.stdin)));
  await forwardToSidecar();
  try {
    report({ type: 'done', ...(await prepare(spec)) });
  } catch (error) {
    if (!(error instanceof SetupFailedError)) throw error;
    report({ type: 'failed', message: error.message });
  }
}

async function prepare(spec: SetupSpec): Promise<{ commit?: string }> {
  const deadline = Date.now() + spec.timeoutMs;
  if (spec.repository) await cloneRepository(spec.repository, { deadline, onOutput });
  await makeFolders();
  for (const command of spec.commands) {
    report({ type: 'command', command });
    const name = `the setup command "${command}"`;
    await runCommand(['/bin/bash', '-eo', 'pipefail', '-c', command], { name, deadline, onOutput });
  }
  const commit = await headCommit();
  return commit === undefined ? {} : { commit };
}

/** The platform's two folders are not part of the work: git does not see them. */
async function makeFolders(): Promise<void> {
  await mkdir(LAYOUT.artifacts, { recursive: true });
  await mkdir(LAYOUT.inputs, { recursive: true });
  const git = join(LAYOUT.workspace, '.git');
  if (!existsSync(git)) return;
  await mkdir(join(git, 'info'), { recursive: true });
  await appendFile(join(git, 'info', 'exclude'), '\n/inputs/\n/artifacts/\n');
}

function onOutput(stream: 'out' | 'err', line: string): void {
  report({ type: 'output', stream, text: line });
}

function report(line: SetupReport): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
