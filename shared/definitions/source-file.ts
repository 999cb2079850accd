import { LineCounter } from 'yaml';
import type { SourceIssue } from '#shared/contracts/http.js';

/** A text of the package with its name: turns an offset into a place that an editor can jump to. */
export class SourceFile {
  readonly lineCounter = new LineCounter();

  constructor(
    readonly name: string,
    readonly text: string,
  ) {
    this.lineCounter.addNewLine(0);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      this.lineCounter.addNewLine(at + 1);
    }
  }

  issueAt(offset: number, message: string): SourceIssue {
    const { line, col } = this.lineCounter.linePos(Math.min(offset, this.text.length));
    return { file: this.name, line, column: col, message };
  }
}
