/** Counts the time in which the agent really ran: what stood between `start` and `stop`, over any number of agents. */
export class RunningClock {
  private since: number | undefined;

  constructor(
    private readonly now: () => number,
    private accumulatedMs = 0,
  ) {}

  start(): void {
    this.since ??= this.now();
  }

  stop(): void {
    this.accumulatedMs = this.elapsedMs();
    this.since = undefined;
  }

  elapsedMs(): number {
    return this.accumulatedMs + (this.since === undefined ? 0 : this.now() - this.since);
  }
}
