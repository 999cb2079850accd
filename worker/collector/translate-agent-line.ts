import type { AgentLine, AgentLineOf } from './agent-line.js';
import { addText, flushText } from './text-chunks.js';
import { translateAssistant, translateUser } from './translate-messages.js';
import { type Keep, nothing, type Step, type TranslatorState } from './translator-state.js';

export type Timed<T> = { readonly line: T; readonly atMs: number };

/** A line that the agent printed. */
export function translateAgentLine(
  state: TranslatorState,
  { line, atMs }: Timed<AgentLine>,
  keep: Keep,
): Step {
  switch (line.type) {
    case 'assistant':
      return translateAssistant(state, line, keep);
    case 'user':
      return translateUser(state, line, keep);
    case 'stream_event':
      return translateStreamEvent(state, { line, atMs });
    case 'control_request':
      return translateHook(state, line);
    case 'system':
      return translateSystem(state, line);
  }
}

function translateStreamEvent(
  state: TranslatorState,
  { line, atMs }: Timed<AgentLineOf<'stream_event'>>,
): Step {
  const { type, delta } = line.event;
  switch (type) {
    case 'content_block_delta':
      if (delta?.type !== 'text_delta' || delta.text === undefined) return nothing(state);
      return addText(state, { messageId: line.api_message_id, text: delta.text, atMs });
    case 'message_start': // the stream before may have been cut
    case 'content_block_stop':
      return flushText(state);
    default:
      return nothing(state);
  }
}

function translateHook(state: TranslatorState, { request }: AgentLineOf<'control_request'>): Step {
  const { hook_event_name: hook, tool_use_id: toolUseId, duration_ms: durationMs } = request.input;
  const data = toolUseId === undefined ? { hook } : { hook, toolUseId };
  return {
    state: durationMs === undefined ? state : withDuration(state, toolUseId, durationMs),
    bodies: [{ type: 'HookFired', data }],
  };
}

/** The hook after a tool has run comes before the tool's result, and alone knows how long it took. */
function withDuration(state: TranslatorState, toolUseId = '', durationMs: number): TranslatorState {
  const call = state.openCalls.get(toolUseId);
  if (!call) return state;
  return { ...state, openCalls: new Map(state.openCalls).set(toolUseId, { ...call, durationMs }) };
}

function translateSystem(state: TranslatorState, line: AgentLineOf<'system'>): Step {
  if (line.subtype === 'api_retry') {
    const { attempt, error_status: status, retry_delay_ms: delayMs } = line;
    return { state, bodies: [{ type: 'ApiRetried', data: { attempt, status, delayMs } }] };
  }
  if (!state.starting) return nothing(state); // a further turn of the same process
  const { resumed } = state.starting;
  return {
    state: { ...state, starting: undefined },
    bodies: [{ type: 'SessionStarted', data: { model: line.model, resumed } }],
  };
}
