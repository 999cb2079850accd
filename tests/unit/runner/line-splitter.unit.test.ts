import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LineSplitter } from '../../../runner/line-splitter.js';

function split(chunks: readonly Buffer[], maxBytes = 1000) {
  const lines: string[] = [];
  const tooLong: number[] = [];
  const splitter = new LineSplitter(
    maxBytes,
    (line) => lines.push(line),
    (bytes) => tooLong.push(bytes),
  );
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return { lines, tooLong };
}

describe('the line splitter', () => {
  it('gives the same lines however the bytes arrive', () => {
    const line = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .map((text) => text.replaceAll('\n', ''));
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1 }),
        fc.integer({ min: 1, max: 7 }),
        (given, size) => {
          const bytes = Buffer.from(given.map((text) => `${text}\n`).join(''));
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          );
          expect(split(chunks).lines).toEqual(given);
        },
      ),
    );
  });

  it('drops a line that is too long, says how long it was, and goes on', () => {
    const chunks = ['short\n', 'x'.repeat(800), 'x'.repeat(800), '\nnext\n'].map((text) =>
      Buffer.from(text),
    );
    expect(split(chunks)).toEqual({ lines: ['short', 'next'], tooLong: [1600] });
  });

  it('hands out a last line without a newline', () => {
    expect(split([Buffer.from('a\nb')]).lines).toEqual(['a', 'b']);
  });
});
