import { describe, expect, it } from '@jest/globals';
import { ExecutionId } from '#shared/contracts/ids.js';
import { SetupOutput } from '../../../../worker/activities/setup-telemetry.js';

const executionId = ExecutionId.parse('exe-0123456789abcdefghij');
const at = (): Date => new Date('2026-01-01T00:00:00.000Z');

const texts = (output: SetupOutput): unknown[] =>
  output.events(executionId).map(({ data }) => ('text' in data ? data.text : undefined));

describe('the output of a setup', () => {
  it('is told line by line, with the commands that made it', () => {
    const output = new SetupOutput(at);
    output.add({ type: 'command', command: 'make' });
    output.add({ type: 'output', stream: 'out', text: 'built' });
    output.add({ type: 'done' });
    expect(texts(output)).toEqual(['$ make', 'built']);
    expect(output.events(executionId).map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('is bounded, whatever a command prints, and ends with what went wrong', () => {
    const output = new SetupOutput(at);
    for (let line = 0; line < 10_000; line += 1) {
      output.add({ type: 'output', stream: 'out', text: 'y'.repeat(10_000) });
    }
    output.add({ type: 'failed', message: 'the setup took too long' });
    const told = texts(output);
    expect(JSON.stringify(told).length).toBeLessThan(5_000_000);
    expect(told.slice(-2)).toEqual([
      'the setup took too long',
      '8000 more lines of output were left out',
    ]);
  });
});
