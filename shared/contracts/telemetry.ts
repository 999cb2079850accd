import { z } from 'zod';
import { YieldPoint } from './execution-events.js';
import { ExecutionId, PhaseId, SessionId } from './ids.js';
import { ObjectRef } from './object-ref.js';

/** A text that may be long: the row holds a preview, the object store the whole when the preview is cut. */
export const Excerpt = z.object({
  preview: z.string(),
  bytes: z.int().nonnegative(),
  object: ObjectRef.optional(),
});
export type Excerpt = z.infer<typeof Excerpt>;

export const TokenUsage = z.object({
  inputTokens: z.int().nonnegative(),
  outputTokens: z.int().nonnegative(),
  cacheReadTokens: z.int().nonnegative(),
  cacheWriteTokens: z.int().nonnegative(),
});
export type TokenUsage = z.infer<typeof TokenUsage>;

const telemetry = <T extends string, D extends z.ZodType>(type: T, data: D) =>
  z.object({ type: z.literal(type), data });

export const TelemetryBody = z.discriminatedUnion('type', [
  telemetry('SessionStarted', z.object({ model: z.string(), resumed: z.boolean() })),
  telemetry('StreamChunk', z.object({ messageId: z.string(), text: z.string() })),
  telemetry(
    'MessageAdded',
    z.object({
      role: z.enum(['user', 'assistant']),
      messageId: z.string().optional(),
      /** The message's content blocks as JSON. */
      content: Excerpt,
    }),
  ),
  telemetry('ToolStarted', z.object({ toolUseId: z.string(), tool: z.string(), input: Excerpt })),
  telemetry(
    'ToolExecuted',
    z.object({
      toolUseId: z.string(),
      tool: z.string(),
      input: Excerpt,
      output: Excerpt,
      success: z.boolean(),
      /** The tool's own time in ms, without hooks; null when the agent did not report it. */
      durationMs: z.number().nonnegative().nullable(),
    }),
  ),
  telemetry(
    'TokensUsed',
    z.object({
      messageId: z.string(),
      model: z.string(),
      usage: TokenUsage,
      /** Null when no price of the model is known: unpriced, not free. */
      costUsd: z.number().nonnegative().nullable(),
      /** The call was cut: its output tokens are a lower bound. */
      lowerBound: z.boolean().default(false),
    }),
  ),
  telemetry('HookFired', z.object({ hook: z.string(), toolUseId: z.string().optional() })),
  telemetry('Yielded', z.object({ yieldPoint: YieldPoint, released: z.boolean() })),
  telemetry(
    'EgressDenied',
    z.object({ method: z.string(), authority: z.string(), reason: z.string() }),
  ),
  telemetry(
    'ApiRetried',
    z.object({ attempt: z.int(), status: z.int().nullable(), delayMs: z.number() }),
  ),
  telemetry('SetupOutput', z.object({ stream: z.enum(['out', 'err']), text: z.string() })),
  telemetry(
    'SessionEnded',
    z.object({
      cause: z.string(),
      /** The agent's own totals: the cross-check of the gateway's. */
      agentUsage: TokenUsage.nullable(),
      agentCostUsd: z.number().nullable(),
      turns: z.int().nullable(),
    }),
  ),
]);
export type TelemetryBody = z.infer<typeof TelemetryBody>;
export type TelemetryBodyOf<T extends TelemetryBody['type']> = Extract<TelemetryBody, { type: T }>;

/** A row of the hypertable. Identity is (journalId, seq, n, time): all four come from the source, so a replay inserts nothing. */
export const TelemetryEvent = z.intersection(
  z.object({
    /** When it happened, by the clock of the journal or of the gateway. */
    time: z.iso.datetime(),
    /** The session's journal, `usage:<API message id>` for the gateway's rows, `sidecar:<container id>` for Envoy's. */
    journalId: z.string(),
    seq: z.int().nonnegative(),
    /** Position among the events that one journal line made. */
    n: z.int().nonnegative(),
    executionId: ExecutionId,
    phaseId: PhaseId.optional(),
    sessionId: SessionId.optional(),
  }),
  TelemetryBody,
);
export type TelemetryEvent = z.infer<typeof TelemetryEvent>;
