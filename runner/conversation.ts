import { basename } from 'node:path';
import type { JournalRecord } from '#shared/contracts/runner-protocol.js';
import { parseAgentMessage } from './agent-message.js';
import type { Journal } from './journal.js';

/** The agent's own conversation file, line by line, as it mirrored it into the journal. */
export function* mirroredConversation(journal: Journal, sessionId: string): Generator<string> {
  for (let seq = 1; seq <= journal.lastSeq; seq += 1) {
    const bytes = journal.read(seq);
    if (!bytes.includes('transcript_mirror')) continue;
    const record = JSON.parse(bytes.toString('utf8')) as JournalRecord;
    if (record.channel === 'out') yield* mirroredEntries(record.line, sessionId);
  }
}

/** Sub-agents are mirrored too, under files of their own. */
function* mirroredEntries(line: string, sessionId: string): Generator<string> {
  const message = parseAgentMessage(line);
  if (message?.type !== 'mirrored' || basename(message.file) !== `${sessionId}.jsonl`) return;
  for (const entry of message.entries) yield `${JSON.stringify(entry)}\n`;
}
