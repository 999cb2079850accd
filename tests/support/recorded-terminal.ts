import { Terminal } from '../../cli/terminal.js';

/** A pipe by default: no colours, nothing redrawn. */
export class RecordedTerminal extends Terminal {
  private constructor(
    private readonly out: string[],
    private readonly err: string[],
    isTTY: boolean,
  ) {
    super(sink(out, isTTY), sink(err, isTTY), { NO_COLOR: '1' });
  }

  static create({ isTTY = false } = {}): RecordedTerminal {
    return new RecordedTerminal([], [], isTTY);
  }

  get printed(): string {
    return this.out.join('');
  }

  get complained(): string {
    return this.err.join('');
  }
}

const sink = (chunks: string[], isTTY: boolean) => ({
  isTTY,
  columns: 80,
  rows: 24,
  write: (chunk: string | Uint8Array) => chunks.push(String(chunk)) > 0,
});
