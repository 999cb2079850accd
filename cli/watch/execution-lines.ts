import type { ExecutionView, PhaseView } from '#shared/contracts/http.js';
import { formatDuration, formatTotals } from '../format/quantities.js';
import { paintState, phaseMark } from '../format/states.js';
import { oneLine } from '../format/table.js';
import type { Terminal } from '../terminal.js';

/** An execution as a few lines: what it is, each phase, what it cost, and why it failed. `now` in ms. */
export function executionLines(
  execution: ExecutionView,
  terminal: Terminal,
  now: number,
): string[] {
  const { name, id, state, failure, phases, totals } = execution;
  const { colors } = terminal;
  const widths = {
    id: Math.max(...phases.map((phase) => phase.id.length), 'total'.length),
    model: Math.max(...phases.map(({ model }) => model.length), 0),
  };
  const pausing = execution.pauseRequested ? ' (pause requested)' : '';
  return [
    `${colors.bold(name)} ${colors.dim(id)} ${paintState(state, terminal)}${pausing} ${elapsed(execution, now)}`,
    ...phases.map((phase) => phaseLine(phase, terminal, { widths, now })),
    `  ${'total'.padEnd(widths.id)}  ${formatTotals(totals)}`,
    ...(failure ? [colors.red(`  ${failure.reason}: ${oneLine(failure.message)}`)] : []),
  ];
}

function phaseLine(
  phase: PhaseView,
  terminal: Terminal,
  { widths, now }: { widths: { id: number; model: number }; now: number },
): string {
  const { id, status, model, totals } = phase;
  const mark = phaseMark(status, terminal);
  const used = totals ? `  ${formatTotals(totals)}` : '';
  const time = status === 'PENDING' ? '' : `  ${elapsed(phase, now)}`;
  return `${mark} ${id.padEnd(widths.id)}  ${terminal.colors.dim(model.padEnd(widths.model))}${time}${used}`;
}

type Timed = { readonly startedAt?: string | undefined; readonly endedAt?: string | undefined };

function elapsed({ startedAt, endedAt }: Timed, now: number): string {
  if (startedAt === undefined) return '';
  const end = endedAt === undefined ? now : Date.parse(endedAt);
  return formatDuration(end - Date.parse(startedAt));
}
