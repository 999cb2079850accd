import type { Scene } from './scene.js';

type SessionStats = {
  readonly messages: number;
  readonly countTokens: number;
  readonly byModel: Readonly<Record<string, number>>;
  readonly byScript: Readonly<Record<string, number>>;
};
type Stats = {
  readonly messages: number;
  readonly countTokens: number;
  readonly sessions: Readonly<Record<string, SessionStats>>;
};

type Session = {
  messages: number;
  countTokens: number;
  readonly byModel: Map<string, number>;
  readonly byScript: Map<string, number>;
  readonly attempts: Map<string, number>;
};

/** The stand-in forgets the oldest session beyond this many, so that it may run for months. */
const MAX_SESSIONS = 1000;

/** Counts calls per session: for tests that ask how often the model was called, and for scripts that fail so many times. */
export class CallLedger {
  private readonly sessions = new Map<string, Session>();

  /** Notes a call; gives how often this turn of this script was asked before. */
  noteMessages(sessionId: string, model: string, scene: Scene): number {
    const session = this.session(sessionId);
    session.messages += 1;
    increment(session.byModel, model);
    increment(session.byScript, scene.script);
    return increment(session.attempts, JSON.stringify([scene.script, scene.arguments, scene.turn]));
  }

  noteCountTokens(sessionId: string): void {
    this.session(sessionId).countTokens += 1;
  }

  stats(): Stats {
    const sessions = [...this.sessions.values()];
    return {
      messages: sessions.reduce((sum, { messages }) => sum + messages, 0),
      countTokens: sessions.reduce((sum, { countTokens }) => sum + countTokens, 0),
      sessions: Object.fromEntries([...this.sessions].map(([id, session]) => [id, view(session)])),
    };
  }

  reset(): void {
    this.sessions.clear();
  }

  private session(id: string): Session {
    const known = this.sessions.get(id);
    if (known !== undefined) return known;
    const [oldest] = this.sessions.keys();
    if (oldest !== undefined && this.sessions.size >= MAX_SESSIONS) this.sessions.delete(oldest);
    const session = {
      ...{ messages: 0, countTokens: 0 },
      ...{ byModel: new Map(), byScript: new Map(), attempts: new Map() },
    };
    this.sessions.set(id, session);
    return session;
  }
}

function increment(counts: Map<string, number>, key: string): number {
  const before = counts.get(key) ?? 0;
  counts.set(key, before + 1);
  return before;
}

function view({ messages, countTokens, byModel, byScript }: Session): SessionStats {
  return {
    ...{ messages, countTokens },
    byModel: Object.fromEntries(byModel),
    byScript: Object.fromEntries(byScript),
  };
}
