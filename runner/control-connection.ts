import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type Fence, RunnerCommand, type RunnerReply } from '#shared/contracts/runner-protocol.js';
import { compareFences } from './fence.js';
import { LineSplitter } from './line-splitter.js';
import type { Session } from './session.js';

/** A prompt with the outputs of earlier phases in it is the largest command. */
const MAX_COMMAND_BYTES = 64 * 1024 * 1024;

type Attachment = { readonly fence: Fence; readonly connection: ControlConnection };

/** What all connections to one runner share: who holds the agent, and the sessions of this workspace. */
export class Attachments {
  private current: Attachment | undefined;

  constructor(readonly session: (sessionId: string) => Session) {}

  /** Ends the older connection; false when a newer attempt holds the agent. */
  take(fence: Fence, connection: ControlConnection): boolean {
    if (this.current !== undefined && compareFences(fence, this.current.fence) < 0) return false;
    if (this.current?.connection !== connection) this.current?.connection.close();
    this.current = { fence, connection };
    return true;
  }
}

/** One worker's connection: commands come in, `attached` and then the journal's records go out. */
export class ControlConnection {
  private readonly closed = new AbortController();
  private session: Session | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly attachments: Attachments,
  ) {
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.closed.abort();
    });
    const lines = new LineSplitter(
      MAX_COMMAND_BYTES,
      (line) => {
        this.onLine(line);
      },
      (bytes) => {
        this.refuse(`a command of ${bytes} bytes is too long`);
      },
    );
    socket.on('data', (chunk: Buffer) => {
      lines.push(chunk);
    });
  }

  close(): void {
    this.closed.abort();
    this.socket.destroy();
  }

  private onLine(line: string): void {
    if (this.closed.signal.aborted) return;
    const command = parseCommand(line);
    if (command === undefined) this.refuse('the command is not understood');
    else if (command.type === 'attach') this.attach(command);
    else if (this.session === undefined) this.refuse('attach first');
    else void this.obey(this.session, command);
  }

  private attach(command: Extract<RunnerCommand, { type: 'attach' }>): void {
    if (!this.attachments.take(command.fence, this)) {
      this.refuse('a newer attempt holds the agent');
      return;
    }
    const session = this.attachments.session(command.sessionId);
    this.session = session;
    this.reply({
      type: 'attached',
      lastSeq: session.journal.lastSeq,
      state: session.state,
      ends: session.ends,
      ...(session.lastEnd && { end: session.lastEnd }),
    });
    void this.sendRecords(session, command.from);
  }

  private async sendRecords(session: Session, from: number): Promise<void> {
    for await (const record of session.journal.follow(from, this.closed.signal)) {
      const line = Buffer.concat([RECORD_PREFIX, record.subarray(0, -1), RECORD_SUFFIX]);
      if (!this.socket.write(line)) await this.drained();
    }
  }

  private async drained(): Promise<void> {
    // Rejects when the connection closes; the loop above looks at the signal.
    await once(this.socket, 'drain', { signal: this.closed.signal }).catch(() => undefined);
  }

  private async obey(
    session: Session,
    command: Exclude<RunnerCommand, { type: 'attach' }>,
  ): Promise<void> {
    switch (command.type) {
      case 'start':
        return session.start(command.spec, command.endsSeen);
      case 'hold':
        session.hold();
        return;
      case 'release':
        session.release();
        return;
      case 'say':
        session.say(command.id, command.text);
        return;
      case 'interrupt':
        session.interrupt();
        return;
      case 'stop':
        return session.stop();
    }
  }

  private refuse(message: string): void {
    this.reply({ type: 'refused', message });
    this.closed.abort();
    this.socket.end();
  }

  private reply(reply: RunnerReply): void {
    this.socket.write(`${JSON.stringify(reply)}\n`);
  }
}

// A record's line is sent as it stands in the journal, without parsing it again.
const RECORD_PREFIX = Buffer.from('{"type":"record","record":');
const RECORD_SUFFIX = Buffer.from('}\n');

function parseCommand(line: string): RunnerCommand | undefined {
  try {
    return RunnerCommand.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
