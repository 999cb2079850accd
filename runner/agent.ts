import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { YieldPoint } from '#shared/contracts/execution-events.js';
import type {
  AgentEnd,
  AgentSpec,
  JournalRecord,
  RunnerNote,
} from '#shared/contracts/runner-protocol.js';
import { parseAgentMessage } from './agent-message.js';
import { type AgentCommand, type Exit, exited, readLines } from './agent-process.js';
import {
  agentArguments,
  agentEnvironment,
  type Beginning,
  controlLine,
  hookAnswerLine,
  initializeLine,
  openingMessage,
  userLine,
} from './claude-command.js';
import { Gate } from './gate.js';
import type { RunningClock } from './running-clock.js';

/** How long the agent may take to end by itself after it was asked to. */
const GRACE_MS = 5000;

export type AgentSurroundings = {
  readonly append: (channel: JournalRecord['channel'], line: string) => void;
  readonly clock: RunningClock;
  readonly maxFileBytes: number;
  readonly spawn: (command: AgentCommand) => ChildProcessByStdio<Writable, Readable, Readable>;
  /** Ends every process of the agent's uid. */
  readonly killAll: () => Promise<void>;
  /** Resolves with what was exceeded, or with undefined when the signal is aborted. */
  readonly watchDisk: (signal: AbortSignal) => Promise<string | undefined>;
};

/** One agent process, from its start to the note that says how it ended. */
export class Agent {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly gate: Gate;
  private readonly over = new AbortController();
  private timeout: NodeJS.Timeout | undefined;
  private grace: NodeJS.Timeout | undefined;
  private result: Record<string, unknown> | null = null;
  private ending: Pick<AgentEnd, 'cause' | 'detail'> | undefined;

  constructor(
    private readonly around: AgentSurroundings,
    private readonly spec: AgentSpec,
    private readonly beginning: Beginning,
  ) {
    this.gate = new Gate(
      (requestId) => {
        this.write(hookAnswerLine(requestId));
      },
      (yieldPoint) => {
        this.onHeld(yieldPoint);
      },
    );
    this.child = around.spawn({
      arguments: agentArguments(spec, beginning),
      environment: agentEnvironment(spec, beginning),
      maxFileBytes: around.maxFileBytes,
    });
    this.child.stdin.on('error', () => undefined); // a dead agent is reported by its exit
  }

  get held(): YieldPoint | undefined {
    return this.gate.held;
  }

  /** Resolves when the agent and every process of its uid have ended and the journal says how. */
  async run(): Promise<void> {
    const exit = exited(this.child);
    const output = [this.readOutput(), this.readErrors()];
    this.begin();
    const end = await exit.then(
      (status) => this.describeEnd(status),
      (error: unknown) => spawnFailure(error),
    );
    this.over.abort();
    clearTimeout(this.timeout);
    clearTimeout(this.grace);
    await this.around.killAll();
    await Promise.all(output);
    this.around.clock.stop();
    // The last result line may have been read after the exit was reported.
    this.note({ type: 'agent_ended', end: { ...end, result: this.result } });
  }

  hold(): void {
    this.gate.close();
  }

  release(): void {
    if (!this.gate.open()) return;
    this.note({ type: 'released' });
    this.startClock();
  }

  say(id: string, text: string): void {
    this.write(userLine(text, id));
  }

  interrupt(cause: 'interrupted' | 'timeout' = 'interrupted', detail?: string): void {
    this.ending ??= { cause, ...(detail !== undefined && { detail }) };
    this.write(controlLine(cause, { subtype: 'interrupt', cancel_queued: true }));
    this.killAfterGrace();
  }

  stop(cause: 'stopped' | 'disk_limit' = 'stopped', detail?: string): Promise<void> {
    this.ending ??= { cause, ...(detail !== undefined && { detail }) };
    return this.around.killAll();
  }

  private begin(): void {
    if (this.child.pid === undefined) return;
    this.note({
      type: 'agent_started',
      pid: this.child.pid,
      resumed: this.beginning !== 'fresh',
    });
    this.startClock();
    this.write(initializeLine());
    const opening = openingMessage(this.spec, this.beginning);
    if (opening !== undefined) this.write(opening);
    void this.endOnFullDisk();
  }

  private onLine(line: string): void {
    this.around.append('out', line);
    const message = parseAgentMessage(line);
    if (message === undefined) return;
    this.gate.observe(message);
    if (message.type === 'result') this.finish(message.result);
  }

  /** Background work is switched off, so the first result is the last: the turn is over and with it the phase. */
  private finish(result: Record<string, unknown>): void {
    this.result = result;
    clearTimeout(this.timeout); // the phase has its outcome, however long the process takes to end
    this.write(controlLine('end', { subtype: 'end_session' }));
    this.killAfterGrace();
  }

  private onHeld(yieldPoint: YieldPoint): void {
    clearTimeout(this.timeout);
    this.around.clock.stop();
    this.note({ type: 'held', yieldPoint });
  }

  private startClock(): void {
    this.around.clock.start();
    const leftMs = Math.max(0, this.spec.timeoutMs - this.around.clock.elapsedMs());
    this.timeout = setTimeout(() => {
      this.interrupt('timeout', `the phase ran for ${this.spec.timeoutMs / 1000} seconds`);
    }, leftMs);
  }

  private killAfterGrace(): void {
    this.grace ??= setTimeout(() => void this.around.killAll(), GRACE_MS);
  }

  private async endOnFullDisk(): Promise<void> {
    const exceeded = await this.around.watchDisk(this.over.signal);
    if (exceeded !== undefined) await this.stop('disk_limit', exceeded);
  }

  private readOutput(): Promise<void> {
    return readLines(
      this.child.stdout,
      (line) => {
        this.onLine(line);
      },
      this.onTooLong,
    );
  }

  private readErrors(): Promise<void> {
    return readLines(
      this.child.stderr,
      (line) => {
        this.around.append('err', line);
      },
      this.onTooLong,
    );
  }

  private readonly onTooLong = (bytes: number): void => {
    this.around.append('err', `syntropic: a line of ${bytes} bytes was dropped`);
  };

  private write(line: string): void {
    this.around.append('in', line);
    this.child.stdin.write(`${line}\n`);
  }

  private note(note: RunnerNote): void {
    this.around.append('note', JSON.stringify(note));
  }

  private describeEnd(exit: Exit): AgentEnd {
    return { cause: 'exited', ...exit, result: null, ...this.ending };
  }
}

function spawnFailure(error: unknown): AgentEnd {
  const detail = error instanceof Error ? error.message : String(error);
  return { cause: 'spawn_failed', exitCode: null, signal: null, result: null, detail };
}
