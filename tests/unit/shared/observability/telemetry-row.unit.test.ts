import { describe, expect, it } from '@jest/globals';
import { toRow } from '#shared/observability/telemetry-row.js';
import { telemetryEvent } from '../../../support/telemetry-events.js';

const chunk = (text: string) =>
  telemetryEvent(1, { type: 'StreamChunk', data: { messageId: 'msg_1', text } });
const textOf = (text: string) => (JSON.parse(toRow(chunk(text)).data) as { text: string }).text;

describe('telemetry row', () => {
  it('keeps any text that PostgreSQL can hold', () => {
    expect(textOf('naïve ☃ 😀 \\u0000 "quoted"')).toBe('naïve ☃ 😀 \\u0000 "quoted"');
  });

  it('replaces what jsonb refuses: NUL and halves of surrogate pairs', () => {
    expect(textOf('a\0b')).toBe('a\uFFFDb');
    expect(textOf('a\uD83Db')).toBe('a\uFFFDb');
    expect(textOf('\uDE00\0😀')).toBe('\uFFFD\uFFFD😀');
  });

  it('spells out what an event without a session lacks', () => {
    const { time, journalId, seq, n, executionId } = chunk('x');
    const denied = {
      type: 'EgressDenied' as const,
      data: { method: 'GET', authority: 'example.org', reason: 'not allowed' },
    };
    expect(toRow({ time, journalId, seq, n, executionId, ...denied })).toMatchObject({
      sessionId: null,
      phaseId: null,
    });
  });
});
