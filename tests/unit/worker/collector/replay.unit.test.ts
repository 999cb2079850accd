import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JournalRecord } from '#shared/contracts/runner-protocol.js';
import type { TelemetryEvent } from '#shared/contracts/telemetry.js';
import type { TelemetrySink } from '#shared/observability/event-buffer.js';
import { createCollector } from '../../../../worker/collector/collector.js';
import { InMemoryObjectStore } from '../../../support/in-memory-object-store.js';
import { recordedJournal } from '../../../support/journals.js';
import { EXECUTION_ID, PHASE_ID, SESSION_ID } from '../../../support/telemetry-events.js';

const owner = { executionId: EXECUTION_ID, phaseId: PHASE_ID, sessionId: SESSION_ID };
const objectStore = new InMemoryObjectStore();

/** Unlike the hypertable it minds when the same place in the journal gives another event. */
class StrictSink implements TelemetrySink {
  readonly rows = new Map<string, string>();

  add(events: readonly TelemetryEvent[]): Promise<void> {
    for (const event of events) {
      const identity = JSON.stringify([event.journalId, event.seq, event.n, event.time]);
      const content = JSON.stringify(event);
      const before = this.rows.get(identity) ?? content;
      if (before !== content) throw new Error(`${identity} was ${before}, now it is ${content}`);
      this.rows.set(identity, content);
    }
    return Promise.resolve();
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }
}

/** A worker that dies after `reads` records, having flushed after `flushAfter` of them. */
type Life = { readonly reads: number; readonly flushAfter: number };

async function collectThrough(journal: readonly JournalRecord[], lives: readonly Life[]) {
  const sink = new StrictSink();
  let durable = 0;
  const untilTheEnd = { reads: journal.length, flushAfter: journal.length };
  for (const { reads, flushAfter } of [...lives, untilTheEnd]) {
    const collector = createCollector({ sink, objectStore }, owner);
    let read = 0;
    for (const record of journal.slice(durable, durable + reads)) {
      await collector.accept(record);
      read += 1;
      if (read === flushAfter) durable = Math.max(durable, await collector.flush());
    }
  }
  return sink.rows;
}

const lives = fc.array(
  fc.record({
    reads: fc.integer({ min: 0, max: 80 }),
    flushAfter: fc.integer({ min: 1, max: 80 }),
  }),
  { maxLength: 6 },
);

const calls = fc.constantFrom('toolu_1', 'toolu_2', 'toolu_3');
const messages = fc.constantFrom('msg_1', 'msg_2');

const out = (line: object) => ({ channel: 'out' as const, line: JSON.stringify(line) });
const note = (line: object) => ({ channel: 'note' as const, line: JSON.stringify(line) });
const stream = (message: string, event: object) =>
  out({ type: 'stream_event', api_message_id: message, event });

/** Lines in any order, also such as no agent would print. */
const line = fc.oneof(
  messages.map((message) => stream(message, { type: 'message_start' })),
  fc
    .tuple(messages, fc.string({ minLength: 1, maxLength: 900 }))
    .map(([message, text]) =>
      stream(message, { type: 'content_block_delta', delta: { type: 'text_delta', text } }),
    ),
  messages.map((message) => stream(message, { type: 'content_block_stop' })),
  fc.tuple(messages, calls).map(([id, call]) =>
    out({
      type: 'assistant',
      message: { id, content: [{ type: 'tool_use', id: call, name: 'Bash', input: { call } }] },
    }),
  ),
  fc.tuple(calls, fc.nat()).map(([call, duration]) =>
    out({
      type: 'control_request',
      request: {
        subtype: 'hook_callback',
        input: { hook_event_name: 'PostToolUse', tool_use_id: call, duration_ms: duration },
      },
    }),
  ),
  fc.tuple(calls, fc.boolean()).map(([call, is_error]) =>
    out({
      type: 'user',
      message: { content: [{ type: 'tool_result', tool_use_id: call, content: call, is_error }] },
    }),
  ),
  fc.constant(out({ type: 'system', subtype: 'init', model: 'claude-sonnet-5-5' })),
  fc.boolean().map((resumed) => note({ type: 'agent_started', pid: 1, resumed })),
  fc.constant(note({ type: 'held', yieldPoint: 'after_tools' })),
  fc.constant(note({ type: 'released' })),
  fc.constant(
    note({
      type: 'agent_ended',
      end: { cause: 'exited', exitCode: 0, signal: null, result: null },
    }),
  ),
  fc.constant({ channel: 'err' as const, line: 'warning' }),
);

/** The clock may stand still, and step back. */
const journals = fc
  .array(fc.tuple(line, fc.integer({ min: -300, max: 600 })), { maxLength: 80 })
  .map((entries) => {
    let at = 1_767_225_600_000;
    return entries.map(([entry, passedMs], index): JournalRecord => {
      at += passedMs;
      return { seq: index + 1, at, ...entry };
    });
  });

describe('a journal that is read again from any durable record', () => {
  it.each(['two-tools', 'parallel-tools', 'failed-tool', 'cut-stream', 'interrupted'] as const)(
    'gives the rows of an uninterrupted reading: %s',
    async (name) => {
      const journal = recordedJournal(name);
      const expected = await collectThrough(journal, []);
      await fc.assert(
        fc.asyncProperty(lives, async (cut) => {
          expect(await collectThrough(journal, cut)).toEqual(expected);
        }),
        { numRuns: 60 },
      );
    },
  );

  it('gives the rows of an uninterrupted reading, whatever the journal says', async () => {
    await fc.assert(
      fc.asyncProperty(journals, lives, async (journal, cut) => {
        expect(await collectThrough(journal, cut)).toEqual(await collectThrough(journal, []));
      }),
      { numRuns: 400 },
    );
  });
});
