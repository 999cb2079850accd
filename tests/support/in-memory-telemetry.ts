import type { TelemetryEvent } from '#shared/contracts/telemetry.js';
import type { TelemetrySink } from '#shared/observability/event-buffer.js';

/** A sink that keeps what the hypertable would keep: one row for each identity, the first one wins. */
export class InMemoryTelemetry implements TelemetrySink {
  readonly #rows = new Map<string, TelemetryEvent>();

  get events(): readonly TelemetryEvent[] {
    return [...this.#rows.values()];
  }

  add(events: readonly TelemetryEvent[]): Promise<void> {
    for (const event of events) {
      const identity = JSON.stringify([event.journalId, event.seq, event.n, event.time]);
      if (!this.#rows.has(identity)) this.#rows.set(identity, event);
    }
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }
}
