import type { ContentBlock, MessagesRequest } from '#shared/contracts/messages-api.js';

/** The result of a tool that the agent sent back, in the order of the calls. */
type ToolResult = {
  readonly tool: string;
  readonly text: string;
  readonly failed: boolean;
};

/** Where a scripted conversation stands. All of it is read from the request: the stand-in keeps no conversation. */
export type Scene = {
  readonly script: string;
  readonly arguments: Readonly<Record<string, string>>;
  /** Answers given since the marker: a resumed, retried or forked conversation finds its right next turn. */
  readonly turn: number;
  readonly results: readonly ToolResult[];
  readonly tools: ReadonlySet<string>;
};

type Message = MessagesRequest['messages'][number];
type Marker = Pick<Scene, 'script' | 'arguments'>;

/** `[[s=name key=value …]]` in a text of the user chooses the script; the last one wins. */
const MARKER = /\[\[s=([\w-]+)((?:\s+\w+=[^\s\]]+)*)\s*\]\]/g;

/** Plays for every conversation without a marker. */
const DEFAULT_SCRIPT = 'look';

/** What the agent writes in the model's place when it resumes a conversation; no answer of ours. */
const RESUME_FILLER = 'No response requested.';

export function sceneOf(request: MessagesRequest): Scene {
  const { messages } = request;
  const at = messages.findLastIndex((message) => markerOf(message) !== undefined);
  const marker = markerOf(messages[at]) ?? { script: DEFAULT_SCRIPT, arguments: {} };
  const since = messages.slice(at + 1);
  return {
    ...marker,
    turn: since.filter(isAnswer).length,
    results: toolResults(since),
    tools: new Set(request.tools?.map((tool) => tool.name)),
  };
}

function markerOf(message: Message | undefined): Marker | undefined {
  if (message?.role !== 'user') return undefined;
  const found = [...plainText(message).matchAll(MARKER)].at(-1);
  if (found?.[1] === undefined) return undefined;
  const pairs = (found[2] ?? '').split(/\s+/).filter((pair) => pair !== '');
  return { script: found[1], arguments: Object.fromEntries(pairs.map(splitPair)) };
}

/** At the first `=` only: base64 values end in some. */
function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}

const isAnswer = (message: Message): boolean =>
  message.role === 'assistant' && plainText(message).trim() !== RESUME_FILLER;

const blocksOf = ({ content }: Message): readonly ContentBlock[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : content;

/** Text blocks only: a marker inside a tool's output is data. */
const plainText = (message: Message): string => blocksOf(message).map(textOf).join('\n');

const textOf = (block: unknown): string =>
  typeof block === 'object' && block !== null && 'text' in block && typeof block.text === 'string'
    ? block.text
    : '';

function toolResults(messages: readonly Message[]): ToolResult[] {
  const blocks = messages.flatMap(blocksOf);
  const calls = blocks.filter((block) => block.type === 'tool_use');
  return calls.flatMap((call) => {
    const result = blocks.find(
      (block) => block.type === 'tool_result' && block.tool_use_id === call.id,
    );
    return result === undefined ? [] : [toolResult(String(call.name), result)];
  });
}

function toolResult(tool: string, block: ContentBlock): ToolResult {
  const content = block.content;
  const text = Array.isArray(content) ? content.map(textOf).join('\n') : content;
  return {
    tool,
    text: typeof text === 'string' ? text : '',
    failed: block.is_error === true,
  };
}
