import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import type { JournalRecord } from '#shared/contracts/runner-protocol.js';
import { scanJournal } from './scan-journal.js';

/**
 * The only copy of what an agent said until the worker has it: one NDJSON file per session, readable by root alone.
 * Every line is with the kernel before `append` returns, so it survives the runner and the container; `sync` (each
 * second, and after every note) puts it on the disk, so a power cut costs at most the last second.
 */
export class Journal implements Disposable {
  /** Where each record begins; the record with sequence number n is at n - 1. */
  private readonly offsets: number[] = [];
  private readonly waiting = new Set<() => void>();
  private size = 0;
  private dirty = false;

  private constructor(
    private readonly fd: number,
    private readonly now: () => number,
  ) {}

  /** Opens or makes the file, cuts off a torn last line, and hands every record to `onRecord`. */
  static open(path: string, now: () => number, onRecord: (record: JournalRecord) => void): Journal {
    const journal = new Journal(openSync(path, 'a+', 0o600), now);
    journal.size = scanJournal(journal.fd, (record, offset) => {
      journal.offsets.push(offset);
      onRecord(record);
    });
    if (fstatSync(journal.fd).size > journal.size) ftruncateSync(journal.fd, journal.size);
    return journal;
  }

  get lastSeq(): number {
    return this.offsets.length;
  }

  get bytes(): number {
    return this.size;
  }

  append(channel: JournalRecord['channel'], line: string): JournalRecord {
    const record = { seq: this.lastSeq + 1, at: this.now(), channel, line };
    const bytes = Buffer.from(`${JSON.stringify(record)}\n`);
    for (let written = 0; written < bytes.length;) {
      written += writeSync(this.fd, bytes, written);
    }
    this.offsets.push(this.size);
    this.size += bytes.length;
    this.dirty = true;
    if (channel === 'note') this.sync();
    for (const wake of this.waiting) wake();
    return record;
  }

  sync(): void {
    if (!this.dirty) return;
    fdatasyncSync(this.fd);
    this.dirty = false;
  }

  /** The record's line of the file, with its newline. */
  read(seq: number): Buffer {
    const start = this.offsets[seq - 1] ?? this.size;
    const end = this.offsets[seq] ?? this.size;
    const bytes = Buffer.allocUnsafe(end - start);
    for (let filled = 0; filled < bytes.length;) {
      filled += readSync(this.fd, bytes, filled, bytes.length - filled, start + filled);
    }
    return bytes;
  }

  /** Every record from `from` on, and then each new one as it is written, until the signal is aborted. */
  async *follow(from: number, signal: AbortSignal): AsyncGenerator<Buffer> {
    for (let seq = Math.max(1, from); ; seq += 1) {
      if (seq > this.lastSeq) await this.appended(signal);
      if (signal.aborted) return;
      yield this.read(seq);
    }
  }

  [Symbol.dispose](): void {
    this.sync();
    closeSync(this.fd);
  }

  private appended(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.waiting.add(done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }
}
