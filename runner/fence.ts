import type { Fence } from '#shared/contracts/runner-protocol.js';

/** Negative when `a` is the older attempt. */
export function compareFences(a: Fence, b: Fence): number {
  return a.run - b.run || a.activity - b.activity || a.attempt - b.attempt;
}
