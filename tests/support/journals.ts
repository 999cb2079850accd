import { readFileSync } from 'node:fs';
import { JournalRecord } from '#shared/contracts/runner-protocol.js';

export type JournalName =
  'two-tools' | 'parallel-tools' | 'failed-tool' | 'cut-stream' | 'interrupted';

/**
 * Journals of the real Claude Code 2.1.330 against the stand-in, one scripted conversation each. Paths and
 * ids are replaced, and the mirrored transcripts are emptied.
 */
export function recordedJournal(name: JournalName): JournalRecord[] {
  const text = readFileSync(new URL(`journals/${name}.ndjson`, import.meta.url), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JournalRecord.parse(JSON.parse(line)));
}
