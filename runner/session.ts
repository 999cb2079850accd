import { join } from 'node:path';
import type { AgentEnd, AgentSpec } from '#shared/contracts/runner-protocol.js';
import { runAsAgent } from './agent-process.js';
import { Agent, type AgentSurroundings } from './agent.js';
import { type Beginning, conversationFile } from './claude-command.js';
import { mirroredConversation } from './conversation.js';
import { Journal } from './journal.js';
import { LAYOUT } from './layout.js';
import { RunningClock } from './running-clock.js';
import { EMPTY_HISTORY, evolveHistory, runningMs, type SessionHistory } from './session-history.js';

export type SessionState = 'absent' | 'running' | 'held' | 'ended';

export type SessionSurroundings = Omit<AgentSurroundings, 'append' | 'clock' | 'watchDisk'> & {
  readonly now: () => number;
  readonly journalFolder: string;
  readonly watchDisk: (
    journalBytes: () => number,
    signal: AbortSignal,
  ) => Promise<string | undefined>;
};

/** The conversation of one phase in this workspace: its journal, and the agent while one runs. */
export class Session implements Disposable {
  readonly journal: Journal;
  private history: SessionHistory = EMPTY_HISTORY;
  private readonly clock: RunningClock;
  private agent: Agent | undefined;
  private starting = false;
  private holding = false;

  constructor(
    private readonly around: SessionSurroundings,
    private readonly sessionId: string,
  ) {
    const path = join(around.journalFolder, `${sessionId}.ndjson`);
    this.journal = Journal.open(path, around.now, (record) => {
      this.history = evolveHistory(this.history, record);
    });
    this.clock = new RunningClock(around.now, runningMs(this.history));
  }

  get state(): SessionState {
    if (this.agent !== undefined || this.starting) {
      return this.agent?.held === undefined ? 'running' : 'held';
    }
    return this.history.ends > 0 ? 'ended' : 'absent';
  }

  get ends(): number {
    return this.history.ends;
  }

  get lastEnd(): AgentEnd | undefined {
    return this.history.lastEnd;
  }

  /** Starts or resumes the agent when none runs and exactly `endsSeen` have ended; otherwise nothing. */
  async start(spec: AgentSpec, endsSeen: number): Promise<void> {
    if (this.starting || this.agent !== undefined || this.history.ends !== endsSeen) return;
    this.starting = true;
    const beginning = this.beginning();
    await this.prepareHome(beginning);
    this.agent = new Agent(this.agentSurroundings(), spec, beginning);
    this.starting = false;
    if (this.holding) this.agent.hold();
    await this.agent.run();
    this.agent = undefined;
  }

  /** Also holds an agent that is only being started. */
  hold(): void {
    this.holding = true;
    this.agent?.hold();
  }

  release(): void {
    this.holding = false;
    this.agent?.release();
  }

  /** Hands a message to the agent once, however often it is asked. */
  say(id: string, text: string): void {
    if (!this.history.said.includes(id)) this.agent?.say(id, text);
  }

  interrupt(): void {
    this.agent?.interrupt();
  }

  async stop(): Promise<void> {
    await this.agent?.stop();
  }

  [Symbol.dispose](): void {
    this.journal[Symbol.dispose]();
  }

  /** After a lost agent the interrupted turn goes on; after an error of the API the turn is over and must be asked for. */
  private beginning(): Beginning {
    if (!this.history.hasConversation) return 'fresh';
    return this.history.lastEnd?.result == null ? 'resume_turn' : 'go_on';
  }

  private async prepareHome(beginning: Beginning): Promise<void> {
    const file = conversationFile(this.sessionId);
    // A session file left by an agent that ended early would make the same session id "already in use".
    const script = `rm -rf "$HOME/.claude/projects"; mkdir -p "$HOME/resumed"; cat > '${file}'`;
    const entries = beginning === 'fresh' ? [] : mirroredConversation(this.journal, this.sessionId);
    await runAsAgent(`mkdir -p ${LAYOUT.artifacts} ${LAYOUT.inputs}; ${script}`, entries);
  }

  private agentSurroundings(): AgentSurroundings {
    const { spawn, killAll, maxFileBytes, watchDisk } = this.around;
    return {
      spawn,
      killAll,
      maxFileBytes,
      clock: this.clock,
      watchDisk: (signal) => watchDisk(() => this.journal.bytes, signal),
      append: (channel, line) => {
        this.history = evolveHistory(this.history, this.journal.append(channel, line));
      },
    };
  }
}
