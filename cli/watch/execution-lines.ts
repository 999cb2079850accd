import type { ExecutionView, PhaseView } from '#shared/contracts/http.js';
import { formatDuration, formatTotals } from '../format/quantities.js';
import { paintState, phaseMark } from '../format/states.js';
import type { Terminal } from '../terminal.js';

/** An execution as a few lines: what it is, each phase, what it cost, and why it failed. `now` in ms. */
export function executionLines(
  execution: ExecutionView,
  terminal: Terminal,
  now: number,
): string[] {
  const { name, id, state, failure, phases, totals } = execution;
  const { colors } = terminal;
  const width = Math.max(...phases.map((phase) => phase.id.length), 0);
  const pausing = execution.pauseRequested ? ' (pause requested)' : '';
  return [
    `${colors.bold(name)} ${colors.dim(id)} ${paintState(state, terminal)}${pausing} ${elapsed(execution, now)}`,
    ...phases.map((phase) => phaseLine(phase, terminal, { width, now })),
    `  ${'total'.padEnd(width + 2)} ${formatTotals(totals)}`,
    ...(failure ? [colors.red(`  ${failure.reason}: ${failure.message}`)] : []),
  ];
}

function phaseLine(
  phase: PhaseView,
  terminal: Terminal,
  { width, now }: { width: number; now: number },
): string {
  const { id, status, model, totals } = phase;
  const mark = phaseMark(status, terminal);
  const used = totals ? `  ${formatTotals(totals)}` : '';
  const time = status === 'PENDING' ? '' : `  ${elapsed(phase, now)}`;
  return `${mark} ${id.padEnd(width + 2)} ${terminal.colors.dim(model)}${time}${used}`;
}

type Timed = { readonly startedAt?: string | undefined; readonly endedAt?: string | undefined };

function elapsed({ startedAt, endedAt }: Timed, now: number): string {
  if (startedAt === undefined) return '';
  const end = endedAt === undefined ? now : Date.parse(endedAt);
  return formatDuration(end - Date.parse(startedAt));
}
