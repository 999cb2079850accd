import { z } from 'zod';

/**
 * The lines of Claude Code 2.1.330 that become telemetry, cut down to what is read of them. Everything
 * else that it prints, and whatever a later version adds, is left to the archived journal.
 */

const ContentBlock = z.looseObject({ type: z.string() });
export type ContentBlock = z.infer<typeof ContentBlock>;

const Content = z.union([
  z.string().transform((text): ContentBlock[] => [{ type: 'text', text }]),
  z.array(ContentBlock),
]);

export const ToolUse = z.object({
  type: z.literal('tool_use'),
  id: z.string(),
  name: z.string(),
  input: z.unknown().default({}),
});

export const ToolResult = z.object({
  type: z.literal('tool_result'),
  tool_use_id: z.string(),
  content: Content.default([]),
  is_error: z.boolean().default(false),
});

/** One line per content block; the blocks of one answer share the message's id. */
const Assistant = z.object({
  type: z.literal('assistant'),
  message: z.object({ id: z.string(), content: Content }),
});

/** On stdout tool results and what the agent itself says as the user; on stdin our own messages. */
const User = z.object({ type: z.literal('user'), message: z.object({ content: Content }) });

const StreamEvent = z.object({
  type: z.literal('stream_event'),
  api_message_id: z.string().default(''),
  event: z.object({
    type: z.string(),
    delta: z.object({ type: z.string().optional(), text: z.string().optional() }).optional(),
  }),
});

const HookCallback = z.object({
  type: z.literal('control_request'),
  request: z.object({
    subtype: z.literal('hook_callback'),
    input: z.object({
      hook_event_name: z.string(),
      tool_use_id: z.string().optional(),
      /** The tool's own time, in PostToolUse and PostToolUseFailure. */
      duration_ms: z.number().nonnegative().optional(),
    }),
  }),
});

/** Printed at the start of every turn. */
const Init = z.object({ type: z.literal('system'), subtype: z.literal('init'), model: z.string() });

const ApiRetry = z.object({
  type: z.literal('system'),
  subtype: z.literal('api_retry'),
  attempt: z.int(),
  error_status: z.int().nullable(),
  retry_delay_ms: z.number(),
});

const AgentLine = z.discriminatedUnion('type', [
  Assistant,
  User,
  StreamEvent,
  HookCallback,
  z.discriminatedUnion('subtype', [Init, ApiRetry]),
]);
export type AgentLine = z.infer<typeof AgentLine>;
export type AgentLineOf<T extends AgentLine['type']> = Extract<AgentLine, { type: T }>;

/** Undefined for a line that is not JSON, or that says nothing to telemetry. */
export function parseAgentLine(line: string): AgentLine | undefined {
  // The mirrored conversation is half of a journal's bytes: not worth parsing to be left out.
  if (line.startsWith('{"type":"transcript_mirror"')) return undefined;
  return AgentLine.safeParse(parseJson(line)).data;
}

export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
