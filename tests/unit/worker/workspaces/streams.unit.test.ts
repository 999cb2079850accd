import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { lines } from '../../../../worker/workspaces/lines.js';
import { demultiplex } from '../../../../worker/workspaces/multiplexed-stream.js';

const frame = (stream: number, payload: string): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt8(stream, 0);
  header.writeUInt32BE(Buffer.byteLength(payload), 4);
  return Buffer.concat([header, Buffer.from(payload)]);
};

const bytewise = (bytes: Buffer): Readable =>
  Readable.from(Array.from(bytes, (byte) => Buffer.from([byte])));

describe('the streams of a container', () => {
  it('cuts lines at newlines alone, so that JSON with other separators stays whole', async () => {
    const collected: string[] = [];
    const input = bytewise(Buffer.from('{"a":"x\u2028y\u2029z\r"}\n{"b":1}\ncut'));
    for await (const line of lines(input)) collected.push(line);
    expect(collected).toEqual(['{"a":"x\u2028y\u2029z\r"}', '{"b":1}']);
  });

  it('takes stdout and stderr apart however the frames are cut', async () => {
    const source = bytewise(Buffer.concat([frame(1, 'out '), frame(2, 'err'), frame(1, 'again')]));
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    await demultiplex(source, { stdout, stderr });
    expect(await text(stdout)).toBe('out again');
    expect(await text(stderr)).toBe('err');
  });
});
