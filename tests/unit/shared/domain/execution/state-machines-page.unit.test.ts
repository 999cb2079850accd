import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { ExecutionEvent } from '#shared/contracts/execution-events.js';
import { ARROW_OF_EVENT, ARROWS } from '#shared/domain/execution/arrows.js';
import type { ExecutionCommand } from '#shared/domain/execution/commands.js';
import { decide, evolveAll } from '#shared/domain/execution/decide.js';
import { initialState } from '#shared/domain/execution/state.js';
import { startData } from '../../../../support/execution-fixtures.js';

const page = readFileSync('docs/state-machines.md', 'utf8');

const rowsBelow = (header: string): string[][] => {
  const table = page.slice(page.indexOf(`| ${header} `)).split('\n\n')[0] ?? '';
  const rows = table.split('\n').slice(2);
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

const started: ExecutionEvent = { type: 'ExecutionStarted', data: startData() };
const reaching: Record<string, ExecutionEvent[]> = {
  NOT_STARTED: [],
  RUNNING: [started],
  PAUSED: [started, { type: 'ExecutionPaused', data: { yieldPoint: 'between_phases' } }],
  INTERRUPTED: [started, { type: 'ExecutionInterrupted', data: {} }],
};
const start = startData();
const wishes: Record<string, ExecutionCommand> = {
  cancel: { type: 'Cancel', data: { start } },
  'deadline of an interrupted execution': { type: 'Expire', data: { message: 'm' } },
  'terminated from outside': {
    type: 'Terminate',
    data: { reason: 'terminated', message: 'm', start },
  },
  'timed out, broken, or its history gone': {
    type: 'Terminate',
    data: { reason: 'history_gone', message: 'm', start },
  },
};

describe('the page on state machines', () => {
  it('has the arrows of the code in its table, with the event of each', () => {
    const eventOf = new Map(Object.entries(ARROW_OF_EVENT).map(([type, by]) => [by, type]));
    expect(rowsBelow('from')).toEqual(
      ARROWS.map(({ from, by, to }) => [from, by, to, `\`${eventOf.get(by) ?? ''}\``]),
    );
  });

  it('draws the arrows of the code', () => {
    const drawn = [...page.matchAll(/^ {2}(\w+) --> (\w+): (\w+)$/gm)].map(([, from, to, by]) => ({
      from,
      by,
      to,
    }));
    expect(drawn).toEqual(ARROWS);
  });

  it.each(rowsBelow('wish'))('composes %s from %s of %s', (wish, from, arrows) => {
    const command = wishes[wish];
    const before = reaching[from];
    if (!command || !before)
      throw new Error(`the page names an unknown wish: ${wish} from ${from}`);
    const events = decide(command, evolveAll(initialState(), before));
    const walked = events.map(({ type }) => (ARROW_OF_EVENT as Record<string, string>)[type]);
    expect(walked.join(', ')).toBe(arrows);
  });
});
