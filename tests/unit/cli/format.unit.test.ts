import { describe, expect, it } from '@jest/globals';
import { conversationLines } from '../../../cli/format/conversation.js';
import {
  formatBytes,
  formatCost,
  formatCount,
  formatDuration,
  formatTotals,
} from '../../../cli/format/quantities.js';
import { formatTable, oneLine } from '../../../cli/format/table.js';
import { describeToolCall } from '../../../cli/format/tool-call.js';
import { eventLine } from '../../../cli/watch/event-line.js';
import { RecordedTerminal } from '../../support/recorded-terminal.js';

const at = '2026-01-01T00:00:00.000Z';

describe('what the command line prints', () => {
  it('writes quantities for people', () => {
    expect([0, 8_400, 760_000, 11_109_000].map(formatDuration)).toEqual([
      ...['0:00', '0:08', '12:40', '3:05:09'],
    ]);
    expect([380, 12_440, 999_960].map(formatCount)).toEqual(['380', '12.4k', '1.0M']);
    expect([0, 0.00312, 1.239].map(formatCost)).toEqual(['$0', '$0.0031', '$1.24']);
    expect([512, 3_482, 1_258_291].map(formatBytes)).toEqual(['512 B', '3.4 KB', '1.2 MB']);
  });

  it('says when a sum lacks calls whose price is unknown', () => {
    const totals = {
      ...{ inputTokens: 100, outputTokens: 20, cacheReadTokens: 900, cacheWriteTokens: 0 },
      ...{ costUsd: 0.5, toolCalls: 1, modelCalls: 3, unpricedCalls: 2 },
    };
    expect(formatTotals(totals)).toBe(
      '1 tool call, 1.0k in (900 cached), 20 out, $0.50 (2 calls without a known price)',
    );
  });

  it('aligns columns and cuts long lines', () => {
    expect(
      formatTable([
        ['ID', 'NAME'],
        ['long-id', 'x'],
      ]),
    ).toEqual(['ID       NAME', 'long-id  x']);
    expect(oneLine('a\nb\tc  d', 6)).toBe('a b c…');
  });

  it('lets no output of a tool act on the terminal', () => {
    expect(oneLine('\u001b[2Jgone\u0007', 80)).toBe('[2Jgone');
  });

  it('lets no name or message that an agent chose act on the terminal', () => {
    const evil = 'a\u001b]0;owned\u0007\nb';
    const event = {
      ...{ id: 'e', streamId: 's', version: 1, schemaVersion: 1, metadata: {} },
      ...{ occurredAt: at, recordedAt: at, globalPosition: '1' },
    };
    const shown = [
      ...formatTable([['PATH'], [evil]]),
      eventLine({ ...event, type: 'ArtifactStored', data: { phaseId: 'one', path: evil } }),
      eventLine({ ...event, type: 'ExecutionFailed', data: { message: evil } }),
    ];
    // eslint-disable-next-line no-control-regex -- they are what must not be there
    expect(shown.filter((line) => /[\u0000-\u001f]/.test(line ?? ''))).toEqual([]);
  });

  it.each([
    ['{"command":"ls -la","description":"List files"}', 'Bash List files'],
    ['{"command":"ls -la"}', 'Bash ls -la'],
    ['{"file_path":"/workspace/a.md","content":"cut in the mid', 'Bash /workspace/a.md'],
    ['{"n":1}', 'Bash {"n":1}'],
  ])('tells of a call with %s: %s', (input, expected) => {
    expect(describeToolCall('Bash', input, 80)).toBe(expected);
  });

  const lines = (content: unknown, full = false) =>
    conversationLines(
      {
        ...{ seq: 1, time: '2026-01-01T00:00:00.000Z', role: 'assistant' },
        content: { preview: JSON.stringify(content), bytes: 1 },
      },
      RecordedTerminal.create(),
      { full },
    );

  it('writes a conversation as text, with calls and results', () => {
    const blocks = [
      { type: 'text', text: 'I look around.' },
      { type: 'tool_use', id: 't', name: 'Bash', input: { command: 'ls' } },
      { type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'a\nb' }] },
      { type: 'something_new' },
    ];
    expect(lines(blocks)).toEqual(['I look around.', '▸ Bash ls', '    a', '    b']);
  });

  it('shortens long results unless asked for all', () => {
    const result = [{ type: 'tool_result', content: Array(20).fill('line').join('\n') }];
    expect(lines(result)).toHaveLength(9);
    expect(lines(result).at(-1)).toBe('    … 12 more lines');
    expect(lines(result, true)).toHaveLength(20);
  });
});
