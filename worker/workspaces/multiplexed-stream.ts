import { once } from 'node:events';
import { PassThrough, Readable, type Writable } from 'node:stream';

const HEADER_BYTES = 8;
const STDERR = 2;

/**
 * Takes Docker's stream of stdout and stderr frames apart. Waits while the reader of either is slow, so that a large
 * transfer stays in the kernel's buffers instead of this process's memory. Ends both when the source ends or breaks.
 */
export async function demultiplex(
  source: Readable,
  { stdout, stderr }: { readonly stdout: Writable; readonly stderr: Writable },
): Promise<void> {
  try {
    for await (const frame of frames(source)) {
      const target = frame.type === STDERR ? stderr : stdout;
      if (!target.write(frame.payload) && !target.destroyed) {
        await Promise.race([once(target, 'drain'), once(target, 'close')]);
      }
    }
  } finally {
    stdout.end();
    stderr.end();
  }
}

/** The stdout of a log that Docker hands over whole. */
export function demultiplexed(log: Buffer): Readable {
  const stdout = new PassThrough();
  void demultiplex(Readable.from([log]), { stdout, stderr: new PassThrough().resume() });
  return stdout;
}

type Frame = { readonly type: number; readonly payload: Buffer };

async function* frames(source: Readable): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    for (let end = frameEnd(rest); end !== undefined; end = frameEnd(rest)) {
      yield { type: rest.readUInt8(0), payload: rest.subarray(HEADER_BYTES, end) };
      rest = rest.subarray(end);
    }
  }
}

function frameEnd(bytes: Buffer): number | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const end = HEADER_BYTES + bytes.readUInt32BE(4);
  return end <= bytes.length ? end : undefined;
}
