import type { AgentEnd, JournalRecord, RunnerNote } from '#shared/contracts/runner-protocol.js';

/** What a session's journal says about the session: all that a runner needs to go on where another stopped. */
export type SessionHistory = {
  readonly ends: number;
  readonly lastEnd: AgentEnd | undefined;
  /** Time in which an agent of this session ran, in ms, up to the last record. */
  readonly runningMs: number;
  /** The agent mirrored at least one entry of its conversation. */
  readonly hasConversation: boolean;
  /** Ids of the user messages that were handed over. */
  readonly said: readonly string[];
  readonly runningSince: number | undefined;
  readonly lastAt: number;
};

export const EMPTY_HISTORY: SessionHistory = {
  ends: 0,
  lastEnd: undefined,
  runningMs: 0,
  hasConversation: false,
  said: [],
  runningSince: undefined,
  lastAt: 0,
};

export function evolveHistory(history: SessionHistory, record: JournalRecord): SessionHistory {
  const seen = { ...history, lastAt: record.at };
  switch (record.channel) {
    case 'note':
      return applyNote(seen, JSON.parse(record.line) as RunnerNote, record.at);
    case 'out':
      if (history.hasConversation || !record.line.includes('"transcript_mirror"')) return seen;
      return { ...seen, hasConversation: true };
    case 'in':
      return { ...seen, said: [...history.said, ...messageId(record.line)] };
    case 'err':
      return seen;
  }
}

/** Counts the time up to the last record, for a runner that was lost while its agent ran. */
export function runningMs(history: SessionHistory): number {
  return settle(history, history.lastAt).runningMs;
}

function applyNote(history: SessionHistory, note: RunnerNote, at: number): SessionHistory {
  switch (note.type) {
    case 'agent_started':
      return { ...settle(history, history.lastAt), runningSince: at };
    case 'released':
      return { ...history, runningSince: at };
    case 'held':
      return settle(history, at);
    case 'agent_ended':
      return { ...settle(history, at), ends: history.ends + 1, lastEnd: note.end };
  }
}

function settle(history: SessionHistory, at: number): SessionHistory {
  if (history.runningSince === undefined) return history;
  const ran = Math.max(0, at - history.runningSince);
  return { ...history, runningMs: history.runningMs + ran, runningSince: undefined };
}

function messageId(line: string): string[] {
  if (!line.startsWith('{"type":"user"')) return [];
  const { uuid } = JSON.parse(line) as { readonly uuid?: string };
  return uuid === undefined ? [] : [uuid];
}
