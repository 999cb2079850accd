import { type JournalRecord, RunnerNote } from '#shared/contracts/runner-protocol.js';
import { parseAgentLine, parseJson } from './agent-line.js';
import { translateAgentLine } from './translate-agent-line.js';
import { translateUser } from './translate-messages.js';
import { translateNote } from './translate-note.js';
import { type Keep, nothing, type Step, type TranslatorState } from './translator-state.js';

/**
 * The next record of a journal as telemetry. Depends on the record and the state alone, never on a clock
 * or on chance: reading a journal again gives the same events, at the same places.
 * The order of the events that one record gives is part of their identity: add at its end, never inside.
 */
export function translate(state: TranslatorState, record: JournalRecord, keep: Keep): Step {
  switch (record.channel) {
    case 'out': {
      const line = parseAgentLine(record.line);
      return line ? translateAgentLine(state, { line, atMs: record.at }, keep) : nothing(state);
    }
    case 'in': {
      const line = parseAgentLine(record.line);
      return line?.type === 'user' ? translateUser(state, line, keep) : nothing(state);
    }
    case 'note': {
      const note = RunnerNote.safeParse(parseJson(record.line)).data;
      return note ? translateNote(state, note) : nothing(state);
    }
    case 'err':
      return nothing(state); // diagnostics; they stay in the archived journal
  }
}
