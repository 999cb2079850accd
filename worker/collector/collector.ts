import type { ExecutionId, PhaseId, SessionId } from '#shared/contracts/ids.js';
import type { JournalRecord } from '#shared/contracts/runner-protocol.js';
import type { TelemetryBody, TelemetryEvent } from '#shared/contracts/telemetry.js';
import type { ObjectStore } from '#shared/object-store/object-store.js';
import type { TelemetrySink } from '#shared/observability/event-buffer.js';
import { excerptOf, type StoredText } from './excerpt.js';
import { translate } from './translate.js';
import { isSettled, SETTLED } from './translator-state.js';

export type CollectorDeps = { readonly sink: TelemetrySink; readonly objectStore: ObjectStore };

export type JournalOwner = {
  readonly executionId: ExecutionId;
  readonly phaseId: PhaseId;
  readonly sessionId: SessionId;
};

/** Turns the journal of one session into telemetry, for as long as one worker is attached to it. */
export interface Collector {
  /**
   * Takes the next record, one at a time; waits while the sink is full. A record that was already taken is ignored.
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

/** Its first record is the journal's first, or the one after what an earlier collector's `flush` said. */
export function createCollector(deps: CollectorDeps, owner: JournalOwner): Collector {
  let state = SETTLED;
  let accepted: number | undefined;
  let settled = 0;
  return {
    async accept(record) {
      const due = accepted === undefined ? record.seq : accepted + 1;
      if (record.seq < due) return;
      if (record.seq > due) throw new JournalGapError(owner, due, record.seq);
      const texts: StoredText[] = [];
      const step = translate(state, record, (text) => {
        const { excerpt, stored } = excerptOf(owner.executionId, text);
        if (stored) texts.push(stored);
        return excerpt;
      });
      // Texts first, so that no row refers to what is not there; and the state last, so that a failed
      // record can be given again.
      for (const { object, content } of texts) {
        await deps.objectStore.put(object.key, content, { contentType: object.contentType });
      }
      await deps.sink.add(step.bodies.map((body, n) => toEvent(owner, record, { body, n })));
      state = step.state;
      accepted = record.seq;
      if (isSettled(state)) settled = record.seq;
    },
    async flush() {
      const upTo = settled;
      await deps.sink.flush();
      return upTo;
    },
  };
}

function toEvent(
  { executionId, phaseId, sessionId }: JournalOwner,
  { seq, at }: JournalRecord,
  { body, n }: { readonly body: TelemetryBody; readonly n: number },
): TelemetryEvent {
  const time = new Date(at).toISOString();
  return { time, journalId: sessionId, seq, n, executionId, phaseId, sessionId, ...body };
}

export class JournalGapError extends Error {
  override name = 'JournalGapError';

  constructor(
    { sessionId }: JournalOwner,
    readonly expectedSeq: number,
    readonly actualSeq: number,
  ) {
    super(`journal of session ${sessionId} goes on at ${actualSeq} where ${expectedSeq} was due`);
  }
}
