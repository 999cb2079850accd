import type { ExecutionId, PhaseId, SessionId } from '#shared/contracts/ids.js';
import type { JournalRecord } from '#shared/contracts/runner-protocol.js';
import type { ObjectStore } from '#shared/object-store/object-store.js';
import type { TelemetrySink } from '#shared/observability/event-buffer.js';

export type CollectorDeps = { readonly sink: TelemetrySink; readonly objectStore: ObjectStore };

export type JournalOwner = {
  readonly executionId: ExecutionId;
  readonly phaseId: PhaseId;
  readonly sessionId: SessionId;
};

/** Turns the journal of one session into telemetry, for as long as one worker is attached to it. */
export interface Collector {
  /**
   * Takes the next record; waits while the sink is full. A record that was already taken is ignored.
   * JournalGapError when one was left out.
   */
  accept(record: JournalRecord): Promise<void>;
  /**
   * Makes everything accepted so far durable, then says up to which record a new collector need not read
   * again: it may start at the next one (0: at the first). That number stays behind the last accepted record
   * while something is open, such as a tool call without its result. Reading more again is harmless.
   */
  flush(): Promise<number>;
}
