import { stripVTControlCharacters } from 'node:util';
import type { Terminal } from '../terminal.js';

/** A block of lines at the bottom of the terminal that is redrawn in place; what is printed goes above it. */
export class LiveScreen {
  #height = 0;

  constructor(private readonly terminal: Terminal) {}

  /** Prints lines for good, then draws the block below them. */
  update(printed: readonly string[], block: readonly string[]): void {
    const shown = block.map((line) => clip(line, this.terminal.width));
    const erase = this.#height > 0 ? `\u001b[${this.#height}A\u001b[0J` : '';
    const text = [...printed, ...shown].map((line) => `${line}\n`).join('');
    this.terminal.stdout.write(erase + text);
    this.#height = shown.length;
  }
}

/** A line that wraps would break the count of lines; a clipped one loses its colours. */
function clip(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length < width ? line : `${plain.slice(0, width - 2)}…`;
}
