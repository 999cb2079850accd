import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import {
  ConversationMessage,
  ExecutionView,
  page,
  type PhaseView,
} from '#shared/contracts/http.js';
import { type CliContext, jsonCommand, type JsonOption } from '../context.js';
import { conversationLines } from '../format/conversation.js';
import { isFinal } from '../format/states.js';

type LogOptions = JsonOption & { readonly follow?: true; readonly full?: true };

const POLL_MS = 1000;

export const showLogs = (context: CliContext): Command =>
  jsonCommand('logs')
    .description('print the conversations of an execution, phase by phase')
    .argument('<execution>', 'id of the execution')
    .option('-f, --follow', 'go on until the execution ends')
    .option('--full', 'whole prompts and tool results')
    .action(async (id: string, options: LogOptions) => {
      const printed = new Map<string, string | undefined>();
      for (;;) {
        // Read before the messages: what is final now has no message after these.
        const execution = await context.api.get(
          ExecutionView,
          `/api/v1/executions/${encodeURIComponent(id)}`,
        );
        for (const phase of execution.phases) await printNew(context, phase, { printed, options });
        if (!options.follow || isFinal(execution.state)) return;
        await delay(POLL_MS);
      }
    });

type Progress = {
  /** Cursor behind the last printed message, by session. */
  readonly printed: Map<string, string | undefined>;
  readonly options: LogOptions;
};

async function printNew(
  { api, terminal }: CliContext,
  { id, model, sessionId }: PhaseView,
  { printed, options }: Progress,
): Promise<void> {
  if (sessionId === undefined) return;
  if (!printed.has(sessionId) && !options.json) {
    terminal.print(terminal.colors.bold(`── ${id} (${model})`));
  }
  const path = `/api/v1/sessions/${sessionId}/conversation`;
  let after = printed.get(sessionId);
  printed.set(sessionId, after);
  for (;;) {
    // A session that has told nothing yet is not known to the API.
    const found = await api.find(page(ConversationMessage), path, { after, full: true });
    if (!found) return;
    const { items, next } = found;
    for (const message of items) {
      if (options.json)
        terminal.printJson({ phaseId: id, sessionId, ...message }, { compact: true });
      else {
        const full = options.full === true;
        conversationLines(message, terminal, { full }).forEach((line) => {
          terminal.print(line);
        });
      }
    }
    if (next === undefined || items.length === 0) return;
    after = next;
    printed.set(sessionId, after);
  }
}
