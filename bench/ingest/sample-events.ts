import type { TelemetryBody, TelemetryEvent } from '#shared/contracts/telemetry.js';

const EXECUTION_ID = 'exe-bench000000000000000';
const START_MS = Date.parse('2026-01-01T00:00:00.000Z');
const TEXT = 'A sentence as an agent streams it. '.repeat(6);
const EXCERPT = { preview: TEXT, bytes: TEXT.length };
const USAGE = { inputTokens: 900, outputTokens: 40, cacheReadTokens: 9_000, cacheWriteTokens: 100 };

/** Of each ten events of a session six are chunks, two messages, one a tool call and one a model call. */
function body(seq: number): TelemetryBody {
  const id = String(seq);
  switch (seq % 10) {
    case 0:
      return {
        type: 'TokensUsed',
        data: { messageId: id, model: 'sonnet', usage: USAGE, costUsd: 0.01, lowerBound: false },
      };
    case 1: {
      const call = { toolUseId: id, tool: 'Bash', input: EXCERPT, output: EXCERPT };
      return { type: 'ToolExecuted', data: { ...call, success: true, durationMs: 12 } };
    }
    case 2:
    case 3:
      return { type: 'MessageAdded', data: { role: 'assistant', messageId: id, content: EXCERPT } };
    default:
      return { type: 'StreamChunk', data: { messageId: id, text: TEXT } };
  }
}

/** The telemetry of one session; the same number gives the same session. */
export function sampleSession(session: number, events: number): TelemetryEvent[] {
  const sessionId = `0199f2a0-0000-4000-8000-${String(session).padStart(12, '0')}`;
  return Array.from({ length: events }, (_, seq) => ({
    time: new Date(START_MS + seq * 50).toISOString(),
    journalId: sessionId,
    seq,
    n: 0,
    executionId: EXECUTION_ID,
    phaseId: 'discovery',
    sessionId,
    ...body(seq),
  }));
}
