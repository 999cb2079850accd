import pc from 'picocolors';

type Stream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns' | 'rows'>;
type Colors = ReturnType<typeof pc.createColors>;

/** What is printed: results on stdout, everything about them on stderr. */
export class Terminal {
  readonly colors: Colors;
  readonly #errorColors: Colors;

  constructor(
    readonly stdout: Stream,
    private readonly stderr: Stream,
    env: Readonly<Record<string, string | undefined>>,
  ) {
    const wanted = (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
    this.colors = pc.createColors(wanted && stdout.isTTY);
    this.#errorColors = pc.createColors(wanted && stderr.isTTY);
  }

  /** A person looks at the results, so they may be redrawn in place. */
  get isInteractive(): boolean {
    return this.stdout.isTTY;
  }

  get width(): number {
    return this.stdout.isTTY ? this.stdout.columns : Number.POSITIVE_INFINITY;
  }

  print(line = ''): void {
    this.stdout.write(`${line}\n`);
  }

  /** Indented for one document; a stream of them stands one on a line. */
  printJson(value: unknown, { compact = false } = {}): void {
    this.print(JSON.stringify(value, null, compact ? undefined : 2));
  }

  error(message: string): void {
    this.complain(`${this.#errorColors.red('error:')} ${message}`);
  }

  hint(message: string): void {
    this.complain(message);
  }

  note(message: string): void {
    this.complain(this.#errorColors.dim(message));
  }

  complain(line: string): void {
    this.stderr.write(`${line}\n`);
  }

  /** Replaces the last line of stderr; nothing where that is no terminal. */
  progress(line: string): void {
    if (this.stderr.isTTY) this.stderr.write(`\r\u001b[2K${line}`);
  }
}
