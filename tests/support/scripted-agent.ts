import type { AgentEnd, JournalRecord, RunnerCommand } from '#shared/contracts/runner-protocol.js';
import type { AgentConnection, AgentSeat } from '../../worker/workspaces/workspace-host.js';

/** How one started agent ends: with a status, or by the loss of its container in the middle. */
export type Fate = AgentEnd | 'container_lost';

/** A runner in memory: one journal, one fate for each agent that is started. */
export class ScriptedAgent {
  readonly commands: RunnerCommand['type'][] = [];
  readonly seats: AgentSeat[] = [];
  private readonly journal: JournalRecord[] = [];
  private ends: AgentEnd[] = [];
  private running = false;

  constructor(private readonly fates: Fate[]) {}

  openAgent = (seat: AgentSeat): Promise<AgentConnection> => {
    this.seats.push(seat);
    let lost = false;
    let wake: () => void = () => undefined;
    const send = (command: Exclude<RunnerCommand, { type: 'attach' }>): void => {
      this.commands.push(command.type);
      if (command.type === 'start') lost = this.start(command.endsSeen) || lost;
      if (command.type === 'interrupt') this.finish(endedBy('interrupted'));
      wake();
    };
    const { journal } = this;
    async function* records(): AsyncGenerator<JournalRecord> {
      for (let index = Math.max(0, seat.from - 1); ; index += 1) {
        let record = journal[index];
        while (record === undefined) {
          if (lost) return;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          record = journal[index];
        }
        yield record;
      }
    }
    return Promise.resolve({
      attached: {
        state: this.state(),
        lastSeq: journal.length,
        ends: this.ends.length,
        end: this.ends.at(-1),
      },
      records: records(),
      send,
      [Symbol.asyncDispose]: () => {
        lost = true;
        wake();
        return Promise.resolve();
      },
    });
  };

  /** True when the container is lost on the way. */
  private start(endsSeen: number): boolean {
    if (this.running || endsSeen !== this.ends.length) return false;
    this.running = true;
    this.note({ type: 'agent_started', pid: 1, resumed: this.journal.length > 0 });
    const fate = this.fates.shift();
    if (fate === 'container_lost') {
      this.running = false;
      return true;
    }
    if (fate !== undefined) this.finish(fate);
    return false;
  }

  private finish(end: AgentEnd): void {
    if (!this.running) return;
    this.running = false;
    this.ends.push(end);
    this.note({ type: 'agent_ended', end });
  }

  private state() {
    if (this.running) return 'running' as const;
    return this.ends.length > 0 ? ('ended' as const) : ('absent' as const);
  }

  private note(note: object): void {
    const seq = this.journal.length + 1;
    this.journal.push({ seq, at: seq, channel: 'note', line: JSON.stringify(note) });
  }
}

export const endedBy = (cause: AgentEnd['cause'], result: AgentEnd['result'] = null): AgentEnd => ({
  cause,
  exitCode: 0,
  signal: null,
  result,
});

export const answered = (answer: string): AgentEnd =>
  endedBy('exited', { terminal_reason: 'completed', is_error: false, result: answer });

export const refusedByApi = (status: number): AgentEnd =>
  endedBy('exited', { terminal_reason: 'api_error', is_error: true, api_error_status: status });
