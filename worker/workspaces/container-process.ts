import { type Duplex, PassThrough, type Readable, type Writable } from 'node:stream';
import type { Container, ExecCreateOptions } from 'dockerode';
import { demultiplex } from './multiplexed-stream.js';

/** A program that runs in a container, with its three streams. */
export type ContainerProcess = {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** The last part of stderr, complete when stdout has ended. */
  readonly complaint: () => string;
  /** Resolves after the program has ended and stdout was read. */
  readonly exitCode: () => Promise<number>;
  /** Cuts the streams; the program notices the end of its stdin. */
  readonly close: () => void;
};

const COMPLAINT_CHARACTERS = 4000;

export async function execute(
  container: Container,
  options: Pick<ExecCreateOptions, 'Cmd' | 'User'>,
): Promise<ContainerProcess> {
  const exec = await container.exec({
    ...options,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await exec.start({ hijack: true, stdin: true });
  return connect(stream, async () => (await exec.inspect()).ExitCode ?? -1);
}

/** Attaches before the container is started, so that nothing of its output is missed. */
export async function attachTo(container: Container): Promise<ContainerProcess> {
  const options = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };
  const stream = await container.attach(options);
  return connect(stream as unknown as Duplex, async () => {
    const { StatusCode } = (await container.wait()) as { StatusCode: number };
    return StatusCode;
  });
}

function connect(stream: Duplex, readExitCode: () => Promise<number>): ContainerProcess {
  const stdout = new PassThrough();
  const stderr = new PassThrough({ encoding: 'utf8' });
  let complaint = '';
  stderr.on('data', (text: string) => {
    complaint = (complaint + text).slice(-COMPLAINT_CHARACTERS);
  });
  stream.on('error', () => stream.destroy());
  // A cut stream ends stdout early; the exit code, or what is missing in stdout, tells.
  const streamed = demultiplex(stream, { stdout, stderr }).catch(() => undefined);
  return {
    stdin: stream,
    stdout,
    complaint: () => complaint.trim(),
    exitCode: async () => {
      await streamed;
      return readExitCode();
    },
    close: () => {
      stream.destroy();
    },
  };
}
