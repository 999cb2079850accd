import { setTimeout as delay } from 'node:timers/promises';
import type { StoredEvent } from '#shared/contracts/event-envelope.js';
import { ExecutionView } from '#shared/contracts/http.js';
import type { CliContext } from '../context.js';
import { formatTime } from '../format/quantities.js';
import { isFinal } from '../format/states.js';
import { oneLine } from '../format/table.js';
import { describeToolCall } from '../format/tool-call.js';
import type { Terminal } from '../terminal.js';
import { eventLine } from './event-line.js';
import { executionLines } from './execution-lines.js';
import { followEvents } from './follow-events.js';
import { LiveScreen } from './live-screen.js';
import { patiently } from './patiently.js';
import { type ToolCall, ToolCalls } from './tool-calls.js';

const REFRESH_MS = 1000;

export type WatchOptions = {
  /** Each event as a line of JSON, then the execution as it ended. */
  readonly json: boolean;
  /** Nothing until the end. */
  readonly quiet: boolean;
};

/** Shows an execution until it ends and returns it as it ended. */
export async function watchExecution(
  context: CliContext,
  id: string,
  options: WatchOptions,
): Promise<ExecutionView> {
  const { api, terminal } = context;
  const view = options.json || options.quiet ? undefined : new ExecutionWatch(context, id);
  const following = (async () => {
    for await (const event of followEvents(api, id)) {
      if (options.json) terminal.printJson(event, { compact: true });
      view?.add(event);
    }
  })();
  await Promise.all([following, view?.refreshUntilEnd()]);
  const ended = await readExecution(context, id);
  if (options.json) terminal.printJson(ended, { compact: true });
  else if (view) await view.end(ended);
  else print(terminal, executionLines(ended, terminal, Date.now()));
  return ended;
}

function print(terminal: Terminal, lines: readonly string[]): void {
  for (const line of lines) terminal.print(line);
}

const readExecution = ({ api }: CliContext, id: string): Promise<ExecutionView> =>
  api.get(ExecutionView, `/api/v1/executions/${id}`);

/** In a terminal a block that is redrawn, with tool calls scrolling above it; in a pipe one line each. */
class ExecutionWatch {
  readonly #screen: LiveScreen;
  readonly #calls: ToolCalls;
  readonly #waiting: Timed[] = [];

  constructor(
    private readonly context: CliContext,
    private readonly id: string,
  ) {
    this.#screen = new LiveScreen(context.terminal);
    this.#calls = new ToolCalls(context.api);
  }

  add(event: StoredEvent): void {
    const { terminal } = this.context;
    const line = eventLine(event);
    // In a terminal the block shows the phases; lines about them would say it twice.
    if (line !== undefined && !terminal.isInteractive) {
      this.#waiting.push({ time: event.occurredAt, line });
    }
  }

  async refreshUntilEnd(): Promise<void> {
    for (;;) {
      const execution = await patiently(() => readExecution(this.context, this.id));
      if (isFinal(execution.state)) return;
      await this.#show(execution);
      await delay(REFRESH_MS);
    }
  }

  /** Once all events have come: the last calls, and the execution as it ended. */
  async end(execution: ExecutionView): Promise<void> {
    const { terminal } = this.context;
    await this.#show(execution);
    if (!terminal.isInteractive) print(terminal, executionLines(execution, terminal, Date.now()));
  }

  async #show(execution: ExecutionView): Promise<void> {
    const { terminal } = this.context;
    const calls = await patiently(() => this.#calls.next(execution.phases));
    const told = calls.map((call) => ({ time: call.time, line: callLine(call, terminal) }));
    const lines = inOrder([...this.#waiting.splice(0), ...told]);
    if (terminal.isInteractive) {
      this.#screen.update(lines, executionLines(execution, terminal, Date.now()));
    } else print(terminal, lines);
  }
}

type Timed = { readonly time: string; readonly line: string };

/** Events and tool calls come by different ways; within one refresh they are told as they happened. */
const inOrder = (told: readonly Timed[]): string[] =>
  told.toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time)).map(({ line }) => line);

function callLine(
  { time, phaseId, tool, input, success, durationMs }: ToolCall,
  terminal: Terminal,
): string {
  const took = durationMs === null ? '' : ` ${(durationMs / 1000).toFixed(1)} s`;
  const call = describeToolCall(tool, input.preview, Math.min(terminal.width, 110) - 40);
  const line = `${formatTime(time)} ${phaseId}  ${call}${took}${success ? '' : ' failed'}`;
  const shown = oneLine(line, terminal.width);
  return success ? shown : terminal.colors.red(shown);
}
