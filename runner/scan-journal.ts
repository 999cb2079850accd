import { readSync } from 'node:fs';
import type { JournalRecord } from '#shared/contracts/runner-protocol.js';

const CHUNK_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Reads a journal from its start and reports each record with the offset of its line.
 * Returns the length of the part that is whole: a line that was being written when the machine died is not in it.
 */
export function scanJournal(
  fd: number,
  onRecord: (record: JournalRecord, offset: number) => void,
): number {
  let whole = 0;
  for (const line of lines(fd)) {
    const record = parseRecord(line);
    if (record === undefined) break;
    onRecord(record, whole);
    whole += line.length + 1;
  }
  return whole;
}

/** Only the runner writes the file, so a line that parses is a record. */
function parseRecord(line: Buffer): JournalRecord | undefined {
  try {
    return JSON.parse(line.toString('utf8')) as JournalRecord;
  } catch {
    return undefined;
  }
}

/** Complete lines without their newline. */
function* lines(fd: number): Generator<Buffer> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let parts: Buffer[] = [];
  for (let position = 0; ;) {
    const count = readSync(fd, chunk, 0, CHUNK_BYTES, position);
    if (count === 0) return;
    position += count;
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1 && end < count;) {
      yield Buffer.concat([...parts, chunk.subarray(start, end)]);
      parts = [];
      start = end + 1;
      end = chunk.indexOf(NEWLINE, start);
    }
    parts.push(Buffer.from(chunk.subarray(start, count)));
  }
}
