import { z } from 'zod';
import type { ConversationMessage } from '#shared/contracts/http.js';
import type { Terminal } from '../terminal.js';
import { printable } from './table.js';
import { describeToolCall } from './tool-call.js';

const Text = z.object({ type: z.literal('text'), text: z.string() });
const Thinking = z.object({ type: z.literal('thinking'), thinking: z.string() });
const ToolUse = z.object({ type: z.literal('tool_use'), name: z.string(), input: z.unknown() });
const ToolResult = z.object({
  type: z.literal('tool_result'),
  content: z.union([z.string(), z.array(z.unknown())]).optional(),
  is_error: z.boolean().optional(),
});
const Block = z.union([Text, Thinking, ToolUse, ToolResult]);
const Content = z.union([z.string(), z.array(z.unknown())]);

export type ConversationOptions = {
  /** Whole tool results and prompts instead of their first lines. */
  readonly full: boolean;
};

const SHORT = 8;

/** A message as a person reads it: text as it is, calls on one line, results indented. */
export function conversationLines(
  { role, content }: ConversationMessage,
  terminal: Terminal,
  { full }: ConversationOptions,
): string[] {
  const parsed = Content.safeParse(parseJson(content.preview));
  if (!parsed.success) return textLines(content.preview, full); // a preview that was cut
  const blocks = typeof parsed.data === 'string' ? [textBlock(parsed.data)] : parsed.data;
  return blocks.flatMap((block) => {
    const known = Block.safeParse(block);
    return known.success ? blockLines(known.data, terminal, { role, full }) : [];
  });
}

function blockLines(
  block: z.infer<typeof Block>,
  { colors, width }: Terminal,
  { role, full }: { role: string; full: boolean },
): string[] {
  switch (block.type) {
    case 'text':
      return textLines(block.text, full || role === 'assistant').map((line) =>
        role === 'user' ? colors.dim(`> ${line}`) : line,
      );
    case 'thinking':
      return textLines(block.thinking, full).map((line) => colors.dim(line));
    case 'tool_use':
      return [colors.cyan(`▸ ${describeToolCall(block.name, block.input, width - 2)}`)];
    case 'tool_result': {
      const paint = block.is_error === true ? colors.red : colors.dim;
      return textLines(resultText(block.content), full).map((line) => paint(`    ${line}`));
    }
  }
}

const textBlock = (text: string) => ({ type: 'text', text });

function resultText(content: z.infer<typeof ToolResult>['content']): string {
  if (content === undefined || typeof content === 'string') return content ?? '';
  return content.map((block) => Text.safeParse(block).data?.text ?? '[not text]').join('\n');
}

function textLines(text: string, full: boolean): string[] {
  const lines = printable(text).trimEnd().split('\n');
  if (full || lines.length <= SHORT) return lines;
  return [...lines.slice(0, SHORT), `… ${lines.length - SHORT} more lines`];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
