import type { Command } from 'commander';
import { ConversationMessage, page, SessionView, TimelineEntry } from '#shared/contracts/http.js';
import { type CliContext, jsonCommand, type JsonOption } from '../context.js';
import { conversationLines } from '../format/conversation.js';
import {
  formatCost,
  formatCount,
  formatDate,
  formatTime,
  formatTotals,
} from '../format/quantities.js';
import { oneLine } from '../format/table.js';
import { readAll } from '../read-all.js';

type SessionOptions = JsonOption & { readonly conversation?: true; readonly timeline?: true };

export const showSession = (context: CliContext): Command =>
  jsonCommand('session')
    .description('show a session: its tokens and cost, its conversation or its timeline')
    .argument('<session>', 'id of the session; "syn show" lists those of an execution')
    .option('--conversation', 'the messages')
    .option('--timeline', 'what happened, in order')
    .action(async (id: string, options: SessionOptions) => {
      const path = `/api/v1/sessions/${encodeURIComponent(id)}`;
      if (options.conversation) await printConversation(context, path, options);
      else if (options.timeline) await printTimeline(context, path, options);
      else await printSession(context, path, options);
    });

async function printSession(
  { api, terminal }: CliContext,
  path: string,
  { json }: JsonOption,
): Promise<void> {
  const session = await api.get(SessionView, path);
  if (json) terminal.printJson(session);
  else
    describe(session).forEach((line) => {
      terminal.print(line);
    });
}

function describe(session: SessionView): string[] {
  return [
    `session ${session.id}`,
    `phase ${session.phaseId} of ${session.executionId}, ${session.model}`,
    `${formatDate(session.startedAt)} to ${formatDate(session.endedAt)}`,
    formatTotals(session.totals),
    ...session.byModel.map(
      ({
        model,
        modelCalls,
        inputTokens,
        cacheReadTokens,
        cacheWriteTokens,
        outputTokens,
        costUsd,
      }) =>
        `  ${model}: ${modelCalls} calls, ${formatCount(inputTokens)} in, ${formatCount(cacheReadTokens)} cache read, ${formatCount(cacheWriteTokens)} cache write, ${formatCount(outputTokens)} out, ${formatCost(costUsd)}`,
    ),
  ];
}

async function printConversation(
  { api, terminal }: CliContext,
  path: string,
  { json }: JsonOption,
): Promise<void> {
  const messages = readAll(api, page(ConversationMessage), {
    path: `${path}/conversation`,
    query: { full: true },
  });
  for await (const message of messages) {
    if (json) terminal.printJson(message, { compact: true });
    else
      conversationLines(message, terminal, { full: true }).forEach((line) => {
        terminal.print(line);
      });
  }
}

async function printTimeline(
  { api, terminal }: CliContext,
  path: string,
  { json }: JsonOption,
): Promise<void> {
  const entries = readAll(api, page(TimelineEntry), { path: `${path}/timeline`, query: {} });
  for await (const entry of entries) {
    if (json) terminal.printJson(entry, { compact: true });
    else {
      const line = `${formatTime(entry.time)} ${entry.type} ${JSON.stringify(entry.data)}`;
      terminal.print(oneLine(line, terminal.width));
    }
  }
}
