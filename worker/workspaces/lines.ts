import type { Readable } from 'node:stream';

const NEWLINE = 0x0a;

/**
 * Complete lines of a byte stream. Not `node:readline`: that one also cuts at U+2028 and U+2029, which stand
 * unescaped in JSON. What follows the last newline is no whole line and is left out.
 */
export async function* lines(input: Readable): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  for await (const chunk of input) {
    const bytes = chunk as Buffer;
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      yield Buffer.concat([...parts, bytes.subarray(start, end)]).toString('utf8');
      parts = [];
      start = end + 1;
    }
    parts.push(bytes.subarray(start));
  }
}
