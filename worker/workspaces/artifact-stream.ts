import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';
import type { ContainerProcess } from './container-process.js';
import { TooManyArtifactsError, type WorkspaceFile } from './workspace-host.js';

/** Exit code of the runner's `collect` for more artifacts than allowed. */
const TOO_MANY_ARTIFACTS = 3;

/** A program of the runner ended without having done its work: the container is going away. */
export class RunnerProgramError extends Error {
  override name = 'RunnerProgramError';
}

/** The files that `collect` sends. Fails unless the program ended well: a tar that was cut is not a result. */
export async function* receiveFiles(program: ContainerProcess): AsyncGenerator<WorkspaceFile> {
  const tar = extract();
  const received = pipeline(program.stdout, tar);
  received.catch(() => undefined); // reported by the loop
  try {
    for await (const entry of tar) {
      const { name, size } = entry.header;
      yield { path: name, size, content: Readable.from(entry, { objectMode: false }) };
    }
    await received;
    await requireSuccess(program);
  } finally {
    program.close();
  }
}

/** Sends files to `place` and waits until they are written. */
export async function sendFiles(
  program: ContainerProcess,
  files: AsyncIterable<WorkspaceFile>,
): Promise<void> {
  const tar = pack();
  const sent = pipeline(tar, program.stdin);
  sent.catch(() => undefined); // a program that went away breaks the loop first
  try {
    for await (const { path, size, content } of files) {
      if (size === 0) tar.entry({ name: path, size }, '');
      else await pipeline(content, tar.entry({ name: path, size }));
    }
    tar.finalize();
    program.stdout.resume();
    await sent;
    await requireSuccess(program);
  } finally {
    program.close();
  }
}

async function requireSuccess(program: ContainerProcess): Promise<void> {
  const exitCode = await program.exitCode();
  if (exitCode === TOO_MANY_ARTIFACTS) throw new TooManyArtifactsError(program.complaint());
  if (exitCode !== 0) {
    throw new RunnerProgramError(`runner program ended with ${exitCode}: ${program.complaint()}`);
  }
}
