import { describe, expect, it } from '@jest/globals';
import type { JournalRecord } from '#shared/contracts/runner-protocol.js';
import type { TelemetryBodyOf, TelemetryEvent } from '#shared/contracts/telemetry.js';
import {
  type CollectorDeps,
  createCollector,
  JournalGapError,
} from '../../../../worker/collector/collector.js';
import { InMemoryObjectStore } from '../../../support/in-memory-object-store.js';
import { InMemoryTelemetry } from '../../../support/in-memory-telemetry.js';
import { type JournalName, recordedJournal } from '../../../support/journals.js';
import { EXECUTION_ID, PHASE_ID, SESSION_ID } from '../../../support/telemetry-events.js';

const owner = { executionId: EXECUTION_ID, phaseId: PHASE_ID, sessionId: SESSION_ID };

function deps() {
  return { sink: new InMemoryTelemetry(), objectStore: new InMemoryObjectStore() };
}

async function collect(records: readonly JournalRecord[], into: CollectorDeps) {
  const collector = createCollector(into, owner);
  for (const record of records) await collector.accept(record);
  return collector;
}

async function eventsOf(name: JournalName): Promise<readonly TelemetryEvent[]> {
  const { sink, objectStore } = deps();
  await collect(recordedJournal(name), { sink, objectStore });
  return sink.events;
}

const dataOf = <T extends TelemetryEvent['type']>(events: readonly TelemetryEvent[], type: T) =>
  events.flatMap((event) =>
    event.type === type ? [event.data as TelemetryBodyOf<T>['data']] : [],
  );

let seq = 0;
const agentSays = (line: object, at = 1_000): JournalRecord => {
  seq += 1;
  return { seq, at, channel: 'out', line: JSON.stringify(line) };
};

describe('collector on recorded journals', () => {
  it('tells the story of a session with two tools', async () => {
    const events = await eventsOf('two-tools');
    expect(events.filter(({ type }) => type !== 'HookFired').map(({ type }) => type)).toEqual([
      'MessageAdded',
      'SessionStarted',
      'StreamChunk',
      'MessageAdded',
      'MessageAdded',
      'ToolStarted',
      'MessageAdded',
      'ToolExecuted',
      'MessageAdded',
      'ToolStarted',
      'MessageAdded',
      'ToolExecuted',
      'StreamChunk',
      'MessageAdded',
      'SessionEnded',
    ]);
    expect(dataOf(events, 'SessionStarted')).toEqual([
      { model: 'claude-sonnet-5-5', resumed: false },
    ]);
    expect(dataOf(events, 'StreamChunk').map(({ text }) => text)).toEqual([
      'I will write the file.',
      'The files out.md and two.md are written.',
    ]);
  });

  it('gives a tool call its input, output, success and own duration', async () => {
    const [bash, write] = dataOf(await eventsOf('two-tools'), 'ToolExecuted');
    expect(bash).toMatchObject({ tool: 'Bash', success: true, durationMs: 341 });
    expect(bash?.input.preview).toContain('"command":"mkdir -p artifacts');
    expect(bash?.output.preview).toBe('(Bash completed with no output)');
    expect(write).toMatchObject({ tool: 'Write', success: true, durationMs: 20 });
  });

  it('keeps the agent’s own figures for comparison', async () => {
    expect(dataOf(await eventsOf('two-tools'), 'SessionEnded')).toEqual([
      {
        cause: 'exited',
        agentUsage: {
          inputTokens: 2_022,
          outputTokens: 83,
          cacheReadTokens: 9_500,
          cacheWriteTokens: 700,
        },
        agentCostUsd: 0.007574000000000001,
        turns: 3,
      },
    ]);
  });

  it('matches the results of parallel calls, whatever their order', async () => {
    const calls = dataOf(await eventsOf('parallel-tools'), 'ToolExecuted');
    expect(
      calls.map(({ input, output }) => [
        (JSON.parse(input.preview) as { command: string }).command,
        output.preview,
      ]),
    ).toEqual([
      ['sleep 0.3; echo two', 'two'],
      ['sleep 0.3; echo one', 'one'],
    ]);
    expect(calls.every(({ durationMs }) => durationMs !== null && durationMs > 300)).toBe(true);
  });

  it('shows a failed call as failed, with what the tool printed', async () => {
    const [call] = dataOf(await eventsOf('failed-tool'), 'ToolExecuted');
    expect(call).toMatchObject({ success: false, durationMs: 70 });
    expect(call?.output.preview).toBe('Exit code 3\nout\nerr');
  });

  it('has no duration for a call that was interrupted', async () => {
    const [call] = dataOf(await eventsOf('interrupted'), 'ToolExecuted');
    expect(call).toMatchObject({ tool: 'Bash', success: false, durationMs: null });
  });

  it('reports a retried model call', async () => {
    expect(dataOf(await eventsOf('cut-stream'), 'ApiRetried')).toEqual([
      { attempt: 1, status: null, delayMs: 606 },
    ]);
  });
});

describe('collector', () => {
  it('takes the same record twice as once', async () => {
    const once = deps();
    const twice = deps();
    const records = recordedJournal('two-tools');
    await collect(records, once);
    await collect(
      records.flatMap((record) => [record, record]),
      twice,
    );
    expect(twice.sink.events).toEqual(once.sink.events);
  });

  it('refuses to go on when a record is missing', async () => {
    const [first, , third] = recordedJournal('two-tools');
    await expect(
      collect(
        [first, third].filter((record) => record !== undefined),
        deps(),
      ),
    ).rejects.toThrow(JournalGapError);
  });

  it('is not done with a record before the tool call that it opened has its result', async () => {
    const records = recordedJournal('two-tools');
    const opened = records.findIndex(({ line }) => /^{"type":"assistant".*"tool_use"/.test(line));
    const result = records.findIndex(({ line }) => line.includes('"type":"tool_result"'));
    const during = await collect(records.slice(0, result), deps());
    expect(await during.flush()).toBeLessThan(records[opened]?.seq ?? 0);
    const after = await collect(records.slice(0, result + 1), deps());
    expect(await after.flush()).toBe(records[result]?.seq);
  });

  it('is done with everything at the end', async () => {
    for (const name of ['two-tools', 'cut-stream', 'interrupted'] as const) {
      const records = recordedJournal(name);
      expect(await (await collect(records, deps())).flush()).toBe(records.length);
    }
  });

  it('takes a record again that it could not store', async () => {
    const { sink, objectStore } = deps();
    let away = true;
    const flaky = {
      flush: () => Promise.resolve(),
      add: async (events: readonly TelemetryEvent[]) => {
        if (away) throw new Error('away');
        await sink.add(events);
      },
    };
    const collector = createCollector({ sink: flaky, objectStore }, owner);
    const record: JournalRecord = {
      seq: 1,
      at: 1_000,
      channel: 'in',
      line: '{"type":"user","message":{"content":"go"}}',
    };
    await expect(collector.accept(record)).rejects.toThrow('away');
    away = false;
    await collector.accept(record);
    expect(dataOf(sink.events, 'MessageAdded')[0]?.content.preview).toBe(
      '[{"type":"text","text":"go"}]',
    );
  });

  it('keeps the beginning of a long text in the row, cut between characters, and the whole in the object store', async () => {
    const { sink, objectStore } = deps();
    const text = '☃'.repeat(2_000);
    seq = 0;
    const call = { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: {} };
    const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: text };
    await collect(
      [
        agentSays({ type: 'assistant', message: { id: 'msg_1', content: [call] } }),
        agentSays({ type: 'user', message: { content: [result] } }),
      ],
      { sink, objectStore },
    );
    const output = dataOf(sink.events, 'ToolExecuted')[0]?.output;
    expect(output).toMatchObject({ preview: '☃'.repeat(682), bytes: 6_000 });
    expect(await objectStore.getText(output?.object?.key ?? '')).toBe(text);
    expect(output?.object?.key).toMatch(
      new RegExp(`^executions/${EXECUTION_ID}/excerpts/[0-9a-f]{64}$`),
    );
  });

  it('makes one chunk of the text of half a second', async () => {
    const { sink, objectStore } = deps();
    seq = 0;
    const piece = (text: string, at: number) =>
      agentSays(
        {
          type: 'stream_event',
          api_message_id: 'msg_1',
          event: { type: 'content_block_delta', delta: { type: 'text_delta', text } },
        },
        at,
      );
    const collector = await collect(
      [piece('a', 1_000), piece('b', 1_400), piece('c', 1_500), piece('d', 1_600)],
      { sink, objectStore },
    );
    expect(dataOf(sink.events, 'StreamChunk')).toEqual([{ messageId: 'msg_1', text: 'abc' }]);
    expect(await collector.flush()).toBe(3);
  });

  it.each([
    'not json',
    '',
    '[]',
    'null',
    '{"type":"tool_progress"}',
    '{"type":"assistant"}',
    '{"type":"user","message":{"content":[1]}}',
    '{"type":"system","subtype":"unheard_of"}',
    '{"type":"control_request","request":{"subtype":"can_use_tool"}}',
    '{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":7}]}}',
  ])('goes on after a line that it does not know: %s', async (line) => {
    const channels = ['out', 'in', 'err', 'note'] as const;
    const records = channels.map((channel, index) => ({
      seq: index + 1,
      at: 1_000,
      channel,
      line,
    }));
    const collector = await collect(records, deps());
    expect(await collector.flush()).toBe(4);
  });

  it('notes holds and releases with their yield point', async () => {
    const { sink, objectStore } = deps();
    const notes = [{ type: 'held', yieldPoint: 'after_tools' }, { type: 'released' }];
    await collect(
      notes.map((note, index) => ({
        seq: index + 1,
        at: 1_000,
        channel: 'note',
        line: JSON.stringify(note),
      })),
      { sink, objectStore },
    );
    expect(dataOf(sink.events, 'Yielded')).toEqual([
      { yieldPoint: 'after_tools', released: false },
      { yieldPoint: 'after_tools', released: true },
    ]);
  });
});
