import { Refusal } from './refusal.js';

/** An agent of ours makes one call at a time; a few more leave room for one that it gave up and asks again. */
const MAX_CALLS_AT_ONCE = 4;

/** Bounds the calls that a session has under way, and so what it can overshoot its budget by. */
export class SessionSlots {
  private readonly underWay = new Map<string, number>();

  async hold(sessionId: string, work: () => Promise<void>): Promise<void> {
    const before = this.underWay.get(sessionId) ?? 0;
    if (before >= MAX_CALLS_AT_ONCE) {
      const message = `the session has ${before} model calls under way already`;
      throw new Refusal(429, message, { retryAfterSeconds: 1 });
    }
    this.underWay.set(sessionId, before + 1);
    try {
      await work();
    } finally {
      this.release(sessionId);
    }
  }

  private release(sessionId: string): void {
    const left = (this.underWay.get(sessionId) ?? 1) - 1;
    if (left === 0) this.underWay.delete(sessionId);
    else this.underWay.set(sessionId, left);
  }
}
