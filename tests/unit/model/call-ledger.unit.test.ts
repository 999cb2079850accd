import { describe, expect, it } from '@jest/globals';
import { CallLedger } from '../../../model/call-ledger.js';

const scene = (turn = 0) => ({
  ...{ script: 'tool', arguments: {}, turn, results: [] },
  tools: new Set<string>(),
});

describe('call ledger', () => {
  it('tells how often the same turn of a session was asked before', () => {
    const ledger = new CallLedger();
    expect(ledger.noteMessages('s1', 'm', scene())).toBe(0);
    expect(ledger.noteMessages('s1', 'm', scene())).toBe(1);
    expect(ledger.noteMessages('s1', 'm', scene(1))).toBe(0);
    expect(ledger.noteMessages('s2', 'm', scene())).toBe(0);
  });

  it('counts calls by session, model and script', () => {
    const ledger = new CallLedger();
    ledger.noteMessages('s1', 'a', scene());
    ledger.noteMessages('s1', 'b', scene(1));
    ledger.noteCountTokens('s1');
    expect(ledger.stats()).toEqual({
      messages: 2,
      countTokens: 1,
      sessions: {
        s1: { messages: 2, countTokens: 1, byModel: { a: 1, b: 1 }, byScript: { tool: 2 } },
      },
    });
  });

  it('forgets everything when it is reset', () => {
    const ledger = new CallLedger();
    ledger.noteMessages('s1', 'a', scene());
    ledger.reset();
    expect(ledger.stats()).toEqual({ messages: 0, countTokens: 0, sessions: {} });
    expect(ledger.noteMessages('s1', 'a', scene())).toBe(0);
  });

  it('forgets the oldest sessions first', () => {
    const ledger = new CallLedger();
    for (let index = 0; index <= 1000; index += 1) {
      ledger.noteMessages(`s${index}`, 'a', scene());
    }
    expect(Object.keys(ledger.stats().sessions)).toHaveLength(1000);
    expect(ledger.stats().sessions).not.toHaveProperty('s0');
  });
});
