const NEWLINE = 0x0a;

/**
 * Cuts a byte stream into lines without ever holding more than `maxBytes` of one.
 * A longer line is dropped whole and reported by its size, so that no output can exhaust the runner's memory.
 */
export class LineSplitter {
  private parts: Buffer[] = [];
  private size = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly onLine: (line: string) => void,
    private readonly onTooLong: (bytes: number) => void,
  ) {}

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      this.take(chunk.subarray(start, end));
      this.finishLine();
      start = end + 1;
    }
    this.take(chunk.subarray(start));
  }

  /** Hands out what stands after the last newline. */
  end(): void {
    if (this.size > 0) this.finishLine();
  }

  private take(part: Buffer): void {
    this.size += part.length;
    if (this.size > this.maxBytes) this.parts = [];
    else if (part.length > 0) this.parts.push(part);
  }

  private finishLine(): void {
    const { parts, size } = this;
    this.parts = [];
    this.size = 0;
    if (size > this.maxBytes) this.onTooLong(size);
    else this.onLine(Buffer.concat(parts).toString('utf8'));
  }
}
