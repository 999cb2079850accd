import type { TelemetryBodyOf, TelemetryEvent } from '#shared/contracts/telemetry.js';
import { InMemoryTelemetry } from './in-memory-telemetry.js';

type UsageEvent = TelemetryEvent & TelemetryBodyOf<'TokensUsed'>;

/** Tells what was durable when; `hold` keeps flushes open until the returned function is called. */
export class RecordingSink extends InMemoryTelemetry {
  /** How many of the events were durable after the last flush. */
  durable = 0;
  private gate: Promise<void> = Promise.resolve();

  override async flush(): Promise<void> {
    const added = this.events.length;
    await this.gate;
    this.durable = Math.max(this.durable, added);
  }

  hold(): () => void {
    let release = (): void => undefined;
    this.gate = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  usage(): UsageEvent[] {
    return this.events.filter((event): event is UsageEvent => event.type === 'TokensUsed');
  }
}
