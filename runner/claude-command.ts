import type { AgentSpec } from '#shared/contracts/runner-protocol.js';
import { LAYOUT, MODEL_URL, PROXY_ENVIRONMENT, SEARCH_PATH } from './layout.js';

/**
 * How Claude Code 2.1.330 is started and spoken to. `--await-initialize`, `--session-mirror`, `--max-turns` and
 * CLAUDE_CODE_RESUME_INTERRUPTED_TURN are not in its help: contract tests hold them.
 */
export const HOOKS = [
  'PreToolUse',
  'PostToolUse',
  'PostToolUseFailure',
  'PostToolBatch',
  'Stop',
] as const;
export type HookName = (typeof HOOKS)[number];

/** A held agent waits inside a hook; its timeout is an end that nobody wished. 24 days fit the agent's 31-bit timers. */
const HOOK_TIMEOUT_SECONDS = 24 * 24 * 3600;

/** How an agent begins: afresh, in the middle of an interrupted turn, or with a request to go on after an error. */
export type Beginning = 'fresh' | 'resume_turn' | 'go_on';

export function conversationFile(sessionId: string): string {
  return `${LAYOUT.home}/resumed/${sessionId}.jsonl`;
}

export function agentArguments(spec: AgentSpec, beginning: Beginning): string[] {
  const session =
    beginning === 'fresh'
      ? ['--session-id', spec.sessionId]
      : ['--resume', conversationFile(spec.sessionId)];
  return [
    '-p',
    ...['--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose'],
    ...['--include-partial-messages', '--await-initialize', '--session-mirror'],
    ...session,
    ...['--model', spec.model, '--max-turns', String(spec.maxTurns)],
    ...['--permission-mode', 'bypassPermissions'],
    // A settings file in a cloned repository could run hooks and redirect the model: none is read.
    ...['--setting-sources', '', '--strict-mcp-config', '--disable-slash-commands'],
    `--tools=${spec.allowedTools.join(',')}`,
    ...['--append-system-prompt', spec.instructions],
  ];
}

/** The whole environment of the agent: its placeholder key, and what it needs to run and to reach its sidecar. */
export function agentEnvironment(spec: AgentSpec, beginning: Beginning): Record<string, string> {
  return {
    ANTHROPIC_API_KEY: spec.apiKey,
    ANTHROPIC_BASE_URL: MODEL_URL,
    HOME: LAYOUT.home,
    PATH: SEARCH_PATH,
    LANG: 'C.UTF-8',
    ...PROXY_ENVIRONMENT,
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
    ...(beginning === 'resume_turn' && { CLAUDE_CODE_RESUME_INTERRUPTED_TURN: '1' }),
  };
}

export function initializeLine(): string {
  const hooks = Object.fromEntries(
    HOOKS.map((hook) => [hook, [{ hookCallbackIds: [hook], timeout: HOOK_TIMEOUT_SECONDS }]]),
  );
  return controlLine('initialize', { subtype: 'initialize', hooks });
}

/** The message that begins the turn; a resumed turn begins by itself. */
export function openingMessage(spec: AgentSpec, beginning: Beginning): string | undefined {
  switch (beginning) {
    case 'fresh':
      return userLine(spec.prompt);
    case 'go_on':
      return userLine('Continue from where you left off.');
    case 'resume_turn':
      return undefined;
  }
}

export function userLine(text: string, uuid?: string): string {
  return JSON.stringify({
    type: 'user',
    message: { role: 'user', content: [{ type: 'text', text }] },
    parent_tool_use_id: null,
    session_id: '',
    ...(uuid !== undefined && { uuid }),
  });
}

export function controlLine(requestId: string, request: Record<string, unknown>): string {
  return JSON.stringify({ type: 'control_request', request_id: requestId, request });
}

/** Lets the agent go on from a hook. */
export function hookAnswerLine(requestId: string): string {
  const response = { subtype: 'success', request_id: requestId, response: {} };
  return JSON.stringify({ type: 'control_response', response });
}
