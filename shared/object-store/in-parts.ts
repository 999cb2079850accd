import type { Readable } from 'node:stream';

export type Part = { readonly bytes: Buffer; readonly isLast: boolean };

/** Cuts a stream into parts of exactly `partBytes`, the last one shorter; an empty stream is one empty part. */
export async function* inParts(content: Readable, partBytes: number): AsyncGenerator<Part> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of content as AsyncIterable<Buffer | string>) {
    let rest = Buffer.from(chunk);
    // More than a part, not just a part: something must stay behind to be the last one.
    while (size + rest.length > partBytes) {
      const fitting = rest.subarray(0, partBytes - size);
      yield { bytes: Buffer.concat([...held, fitting]), isLast: false };
      rest = rest.subarray(fitting.length);
      held = [];
      size = 0;
    }
    held.push(rest);
    size += rest.length;
  }
  yield { bytes: Buffer.concat(held), isLast: true };
}
