import { type HookName, HOOKS } from './claude-command.js';

type Json = Record<string, unknown>;

/** What the runner itself must understand of the agent's output; everything else is only journalled. */
export type AgentMessage =
  | { readonly type: 'hook'; readonly hook: Hook }
  | { readonly type: 'hook_cancelled'; readonly requestId: string }
  | { readonly type: 'mirrored'; readonly file: string; readonly entries: readonly Json[] }
  | { readonly type: 'answer_began' }
  | { readonly type: 'answer_ended' }
  | { readonly type: 'result'; readonly result: Json };

export type Hook = {
  readonly requestId: string;
  readonly name: HookName;
  /** Tool calls of the batch, for PostToolBatch. */
  readonly toolUseIds: readonly string[];
  /** The agent's final answer, for Stop. */
  readonly answer: string;
};

/** Undefined for lines that do not concern the runner, and for those that are no JSON at all. */
export function parseAgentMessage(line: string): AgentMessage | undefined {
  const message = parseObject(line);
  if (message === undefined) return undefined;
  switch (message.type) {
    case 'control_request':
      return parseHook(message);
    case 'control_cancel_request':
      return { type: 'hook_cancelled', requestId: text(message.request_id) };
    case 'transcript_mirror':
      return {
        type: 'mirrored',
        file: text(message.filePath),
        entries: objects(message.entries),
      };
    case 'stream_event':
      return parseStreamEvent(message);
    case 'result':
      return { type: 'result', result: message };
    default:
      return undefined;
  }
}

/** Ids of the tool calls whose results stand in these entries of the conversation. */
export function toolResultIds(entries: readonly Json[]): string[] {
  return contentBlocks(entries, 'user')
    .filter((block) => block.type === 'tool_result')
    .map((block) => text(block.tool_use_id));
}

/** The texts that the agent wrote in these entries of the conversation. */
export function answerTexts(entries: readonly Json[]): string[] {
  return contentBlocks(entries, 'assistant')
    .filter((block) => block.type === 'text')
    .map((block) => text(block.text));
}

function parseHook(message: Json): AgentMessage | undefined {
  const request = object(message.request);
  const name = HOOKS.find((hook) => hook === request.callback_id);
  if (request.subtype !== 'hook_callback' || name === undefined) return undefined;
  const input = object(request.input);
  const toolUseIds = objects(input.tool_calls).map((call) => text(call.tool_use_id));
  const answer = text(input.last_assistant_message);
  return {
    type: 'hook',
    hook: { requestId: text(message.request_id), name, toolUseIds, answer },
  };
}

function parseStreamEvent(message: Json): AgentMessage | undefined {
  // A sub-agent's stream does not say whether the main answer is complete.
  if (message.parent_tool_use_id != null) return undefined;
  const { type } = object(message.event);
  if (type === 'message_start') return { type: 'answer_began' };
  return type === 'message_stop' ? { type: 'answer_ended' } : undefined;
}

function contentBlocks(entries: readonly Json[], role: string): Json[] {
  return entries
    .filter((entry) => entry.type === role)
    .flatMap((entry) => objects(object(entry.message).content));
}

function parseObject(line: string): Json | undefined {
  try {
    return object(JSON.parse(line));
  } catch {
    return undefined;
  }
}

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {};
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.map(object) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
