import { randomBytes } from 'node:crypto';

type TextBlock = { readonly type: 'text'; readonly text: string };
type ThinkingBlock = {
  readonly type: 'thinking';
  readonly thinking: string;
  readonly signature: string;
};
export type ToolUseBlock = {
  readonly type: 'tool_use';
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
};
export type Block = TextBlock | ThinkingBlock | ToolUseBlock;

/** How an answer misbehaves or takes its time. */
export type Manner = {
  /** Silence before the first byte, in ms. */
  readonly silentMs?: number;
  /** An open stream with nothing but pings before the answer, in ms. */
  readonly pingsMs?: number;
  /** Pause after each delta, in ms. */
  readonly deltaMs?: number;
  /** Breaks off after this many events of the stream. */
  readonly breakOff?: {
    readonly afterEvents: number;
    readonly by: 'cut' | 'hang' | 'error';
    readonly errorType?: string;
  };
};

type StopReason = 'end_turn' | 'tool_use' | 'max_tokens' | 'refusal';

export type Answer = {
  readonly kind: 'answer';
  readonly blocks: readonly Block[];
  readonly stopReason: StopReason;
  readonly manner: Manner;
};
export type Refused = {
  readonly kind: 'refused';
  readonly status: number;
  readonly message: string;
  readonly retryAfterSeconds?: number;
};
/** Accepts the request and never answers it. */
type Silence = { readonly kind: 'silence' };
export type Reply = Answer | Refused | Silence;

type AnswerOptions = { readonly stopReason?: StopReason; readonly manner?: Manner };

/** Stops for tools when a block uses one, as the model does, unless told otherwise. */
export function answer(blocks: readonly Block[], options: AnswerOptions = {}): Answer {
  const usesTool = blocks.some((block) => block.type === 'tool_use');
  const stopReason = options.stopReason ?? (usesTool ? 'tool_use' : 'end_turn');
  return { kind: 'answer', blocks, stopReason, manner: options.manner ?? {} };
}

export const say = (text: string): TextBlock => ({ type: 'text', text });

export function useTool(name: string, input: Readonly<Record<string, unknown>>): ToolUseBlock {
  return { type: 'tool_use', id: `toolu_${randomBytes(12).toString('base64url')}`, name, input };
}

export function bash(command: string, description: string, timeoutMs?: number): ToolUseBlock {
  const timeout = timeoutMs === undefined ? {} : { timeout: timeoutMs };
  return useTool('Bash', { command, description, ...timeout });
}
