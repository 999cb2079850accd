import type { ExecutionId } from '#shared/contracts/ids.js';
import type { SetupReport } from '#shared/contracts/setup-protocol.js';
import type { TelemetryEvent } from '#shared/contracts/telemetry.js';

/** Held in memory until the setup ends, and a command may print without end: the beginning is kept. */
const MAX_LINES = 2_000;
const MAX_LINE_CHARACTERS = 2_000;

type Line = { readonly time: string; readonly stream: 'out' | 'err'; readonly text: string };

/** What a setup printed. A setup that is repeated prints again, at other times: both are kept. */
export class SetupOutput {
  private readonly lines: Line[] = [];
  private leftOut = 0;

  constructor(private readonly now: () => Date) {}

  add(report: SetupReport): void {
    const { stream, text } = printed(report) ?? {};
    if (stream === undefined || text === undefined) return;
    // What the setup itself says is little, and the last of it is why it failed.
    if (report.type === 'output' && this.lines.length >= MAX_LINES) this.leftOut += 1;
    else this.push(stream, text.slice(0, MAX_LINE_CHARACTERS));
  }

  events(executionId: ExecutionId): TelemetryEvent[] {
    const journalId = `setup:${executionId}`;
    return this.told().map(({ time, stream, text }, index) => {
      const identity = { time, journalId, seq: index + 1, n: 0 };
      return { ...identity, executionId, type: 'SetupOutput', data: { stream, text } };
    });
  }

  private told(): readonly Line[] {
    if (this.leftOut === 0) return this.lines;
    const text = `${this.leftOut} more lines of output were left out`;
    return [...this.lines, { time: this.now().toISOString(), stream: 'err', text }];
  }

  private push(stream: Line['stream'], text: string): void {
    this.lines.push({ time: this.now().toISOString(), stream, text });
  }
}

function printed(report: SetupReport): Pick<Line, 'stream' | 'text'> | undefined {
  switch (report.type) {
    case 'command':
      return { stream: 'out', text: `$ ${report.command}` };
    case 'output':
      return { stream: report.stream, text: report.text };
    case 'failed':
      return { stream: 'err', text: report.message };
    case 'done':
      return undefined;
  }
}
