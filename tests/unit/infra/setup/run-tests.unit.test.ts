import { describe, expect, it } from '@jest/globals';
import { addUp, tallyOf } from '../../../../infra/setup/run-tests.js';

const results = { numPassedTests: 5, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };

describe('totals of a test run', () => {
  it('are what jest counted', () => {
    expect(tallyOf({ ...results, numFailedTests: 2 }, false)).toEqual({ passed: 5, failed: 2 });
  });

  it('count a suite that does not load', () => {
    const broken = { ...results, numRuntimeErrorTestSuites: 1 };
    expect(tallyOf(broken, false)).toEqual({ passed: 5, failed: 1 });
  });

  it('count a crash as one failure, with or without results', () => {
    expect(tallyOf(results, false).failed).toBe(1);
    expect(tallyOf(undefined, false)).toEqual({ passed: 0, failed: 1 });
  });

  it('add up', () => {
    expect(
      addUp([
        { passed: 1, failed: 2 },
        { passed: 3, failed: 0 },
      ]),
    ).toEqual({ passed: 4, failed: 2 });
  });
});
