import type { TelemetryBody, TelemetryEvent } from '#shared/contracts/telemetry.js';

export const EXECUTION_ID = 'exe-0123456789abcdefghij';
export const SESSION_ID = '0199f2a0-0000-4000-8000-000000000001';
export const PHASE_ID = 'discovery';

const START_MS = Date.parse('2026-01-01T00:00:00.000Z');

/** An event of a session's journal; what a test does not care about is filled in. */
export function telemetryEvent(
  seq: number,
  body: TelemetryBody = { type: 'StreamChunk', data: { messageId: 'msg_1', text: `chunk ${seq}` } },
  identity: Partial<TelemetryEvent> = {},
): TelemetryEvent {
  const sessionId = identity.sessionId ?? SESSION_ID;
  return {
    time: new Date(START_MS + seq * 100).toISOString(),
    journalId: sessionId,
    seq,
    n: 0,
    executionId: EXECUTION_ID,
    phaseId: PHASE_ID,
    sessionId,
    ...identity,
    ...body,
  };
}

export function toolExecuted(toolUseId: string): TelemetryBody {
  const excerpt = { preview: '{}', bytes: 2 };
  return {
    type: 'ToolExecuted',
    data: {
      toolUseId,
      tool: 'Bash',
      input: excerpt,
      output: excerpt,
      success: true,
      durationMs: 5,
    },
  };
}

export function tokensUsed(
  messageId: string,
  outputTokens: number,
  more: { model?: string; inputTokens?: number; costUsd?: number | null } = {},
): TelemetryBody {
  const { model = 'claude-sonnet-5-5', inputTokens = 0, costUsd = 0.1 } = more;
  const usage = { inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0 };
  return { type: 'TokensUsed', data: { messageId, model, usage, costUsd, lowerBound: false } };
}

/** The two rows that the gateway writes for one call. */
export function modelCall(
  messageId: string,
  { model = 'claude-sonnet-5-5', costUsd = 0.1 }: { model?: string; costUsd?: number | null } = {},
): TelemetryEvent[] {
  const identity = { journalId: `usage:${messageId}` };
  const first = tokensUsed(messageId, 1, { model, inputTokens: 100, costUsd });
  const rest = tokensUsed(messageId, 41, { model, costUsd });
  return [telemetryEvent(0, first, identity), telemetryEvent(0, rest, { ...identity, n: 1 })];
}
