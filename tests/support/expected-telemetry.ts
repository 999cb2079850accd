import type { JournalRecord } from '#shared/contracts/runner-protocol.js';
import type { TelemetryEvent } from '#shared/contracts/telemetry.js';
import { createCollector, type JournalOwner } from '../../worker/collector/collector.js';
import { InMemoryObjectStore } from './in-memory-object-store.js';
import { InMemoryTelemetry } from './in-memory-telemetry.js';

/** What the hypertable must hold of a journal, however often and by however many workers it was read. */
export async function expectedTelemetry(
  owner: JournalOwner,
  journal: readonly JournalRecord[],
): Promise<readonly TelemetryEvent[]> {
  const sink = new InMemoryTelemetry();
  const collector = createCollector({ sink, objectStore: new InMemoryObjectStore() }, owner);
  for (const record of journal) await collector.accept(record);
  return sink.events;
}
