import { describe, expect, it } from '@jest/globals';
import { LiveScreen } from '../../../cli/watch/live-screen.js';
import { RecordedTerminal } from '../../support/recorded-terminal.js';

describe('the block that is redrawn in place', () => {
  it('is replaced by the next one, below what is printed for good', () => {
    const terminal = RecordedTerminal.create({ isTTY: true });
    const screen = new LiveScreen(terminal);
    screen.update([], ['one', 'two']);
    screen.update(['said'], ['three']);
    expect(terminal.printed).toBe('one\ntwo\n\u001b[2A\u001b[0Jsaid\nthree\n');
  });

  it('never wraps a line, because its lines are counted', () => {
    const terminal = RecordedTerminal.create({ isTTY: true });
    new LiveScreen(terminal).update([], ['x'.repeat(200)]);
    expect(terminal.printed.trimEnd().length).toBeLessThan(80);
  });
});
