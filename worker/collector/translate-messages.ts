import type { TelemetryBody } from '#shared/contracts/telemetry.js';
import { type AgentLineOf, type ContentBlock, ToolResult, ToolUse } from './agent-line.js';
import { flushText } from './text-chunks.js';
import type { Keep, OpenCall, Step, TranslatorState } from './translator-state.js';

/** A block of the model's answer: a message, and the start of a tool call when it is one. */
export function translateAssistant(
  state: TranslatorState,
  { message }: AgentLineOf<'assistant'>,
  keep: Keep,
): Step {
  const streamed = flushText(state);
  const bodies: TelemetryBody[] = [
    ...streamed.bodies,
    {
      type: 'MessageAdded',
      data: {
        role: 'assistant',
        messageId: message.id,
        content: keep(JSON.stringify(message.content)),
      },
    },
  ];
  const openCalls = new Map(state.openCalls);
  for (const { id, name, input } of blocksOf(ToolUse, message.content)) {
    const call: OpenCall = { tool: name, input: keep(JSON.stringify(input)), durationMs: null };
    openCalls.set(id, call);
    bodies.push({ type: 'ToolStarted', data: { toolUseId: id, tool: name, input: call.input } });
  }
  return { state: { ...streamed.state, openCalls }, bodies };
}

/** A message to the model, and the end of the calls whose results it brings. */
export function translateUser(
  state: TranslatorState,
  { message }: AgentLineOf<'user'>,
  keep: Keep,
): Step {
  const bodies: TelemetryBody[] = [
    {
      type: 'MessageAdded',
      data: { role: 'user', content: keep(JSON.stringify(message.content)) },
    },
  ];
  const openCalls = new Map(state.openCalls);
  for (const result of blocksOf(ToolResult, message.content)) {
    const toolUseId = result.tool_use_id;
    const call = openCalls.get(toolUseId);
    if (!call) continue; // a call of an agent process that is gone; its result was never seen
    openCalls.delete(toolUseId);
    const output = keep(textOf(result.content));
    bodies.push({
      type: 'ToolExecuted',
      data: { toolUseId, ...call, output, success: !result.is_error },
    });
  }
  return { state: { ...state, openCalls }, bodies };
}

/** What a person would read: the text where there is nothing but text, else the blocks as JSON. */
function textOf(content: readonly ContentBlock[]): string {
  const texts = content.map((block) => (block.type === 'text' ? block.text : undefined));
  return texts.every((text) => typeof text === 'string')
    ? texts.join('\n')
    : JSON.stringify(content);
}

function blocksOf<S extends typeof ToolUse | typeof ToolResult>(
  schema: S,
  content: readonly ContentBlock[],
): S['_output'][] {
  return content.flatMap((block) => {
    const parsed = schema.safeParse(block);
    return parsed.success ? [parsed.data] : [];
  });
}
