import { setTimeout as delay } from 'node:timers/promises';
import type { AgentEnd, AgentSpec, RunnerNote } from '#shared/contracts/runner-protocol.js';
import type { Collector } from '../collector/collector.js';
import type { AgentConnection, AgentSeat, WorkspaceHost } from '../workspaces/workspace-host.js';
import { type FinalVerdict, judge } from './claude-code/outcome.js';
import { isLost } from './lost.js';

export type DriveOptions = {
  /** Agents that are started for one phase before it is given up. */
  readonly maxAgents: number;
  /** Times in a row that the line to the runner, or its container, may be lost. */
  readonly maxLosses: number;
  /** A line that held this long was a good one: losses are counted anew. */
  readonly goodLineMs: number;
  /** Pause before a further try, doubled each time. */
  readonly pauseMs: number;
  /** How long an agent may take to end after it was told to. */
  readonly endWithinMs: number;
};

export const DRIVE_OPTIONS: DriveOptions = {
  maxAgents: 3,
  maxLosses: 5,
  goodLineMs: 60_000,
  pauseMs: 1000,
  endWithinMs: 10_000,
};

export type Drive = {
  readonly host: Pick<WorkspaceHost, 'openAgent'>;
  readonly collector: Pick<Collector, 'accept'>;
  readonly seat: AgentSeat;
  readonly spec: AgentSpec;
  /** Called before the session's first agent starts. */
  readonly prepare: () => Promise<void>;
  /** Aborted when the drive shall end. */
  readonly signal: AbortSignal;
  /** Asked then: whether the agent ends too, or goes on for the next worker. */
  readonly endsAgent: () => Promise<boolean>;
  readonly options: DriveOptions;
};

/** The drive was told to end before the agent's own end. */
export class DriveEndedError extends Error {
  override name = 'DriveEndedError';
}

/**
 * Follows the session's agent to its end, wherever an earlier drive left it: starts it, resumes it after a crash or in a
 * new container, and hands every record of the journal to the collector.
 */
export async function driveAgent(drive: Drive): Promise<FinalVerdict> {
  let { from } = drive.seat;
  let loss = 'the line to its runner was cut';
  for (let losses = 0; losses <= drive.options.maxLosses; losses += 1) {
    if (losses > 0) await pause(drive, losses);
    const began = Date.now();
    const onTaken = (seq: number): void => {
      from = seq + 1;
    };
    const onLost = (error: unknown): void => {
      loss = error instanceof Error ? error.message : String(error);
    };
    const verdict = await follow(drive, { from, onTaken, onLost });
    if (drive.signal.aborted) throw new DriveEndedError('the drive was told to end');
    if (verdict !== undefined) return verdict;
    if (Date.now() - began > drive.options.goodLineMs) losses = 0;
  }
  const message = `the agent’s workspace was lost again and again: ${loss}`;
  return { kind: 'interrupted', reason: 'workspace_lost', message };
}

/** One connection's worth; undefined when the line was cut before the agent's end. */
async function follow(
  drive: Drive,
  { onLost, ...reading }: Reading & { readonly onLost: (error: unknown) => void },
): Promise<FinalVerdict | undefined> {
  try {
    const { from } = reading;
    await using connection = await drive.host.openAgent({ ...drive.seat, from });
    const over = new AbortController();
    const end = (): void => void endOrLeave(drive, connection, over.signal);
    drive.signal.addEventListener('abort', end);
    if (drive.signal.aborted) end();
    try {
      return await readToEnd(drive, connection, reading);
    } finally {
      drive.signal.removeEventListener('abort', end);
      over.abort();
    }
  } catch (error) {
    if (!isLost(error)) throw error;
    onLost(error);
    return undefined;
  }
}

type Reading = { readonly from: number; readonly onTaken: (seq: number) => void };

async function readToEnd(
  drive: Drive,
  connection: AgentConnection,
  { from, onTaken }: Reading,
): Promise<FinalVerdict | undefined> {
  const { attached } = connection;
  await begin(drive, connection);
  // An end that stands in the journal counts when everything before it was collected.
  let verdict = attached.lastSeq < from ? await settleEarlier(drive, connection) : undefined;
  if (verdict !== undefined) return verdict;
  let { ends } = attached;
  for await (const record of connection.records) {
    await drive.collector.accept(record);
    onTaken(record.seq);
    if (record.seq < attached.lastSeq) continue;
    if (record.seq === attached.lastSeq) {
      verdict = await settleEarlier(drive, connection);
    } else if (record.channel === 'note') {
      const note = JSON.parse(record.line) as RunnerNote;
      if (note.type === 'agent_ended') {
        ends += 1;
        verdict = await settle(drive, connection, { end: note.end, ends });
      }
    }
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

/** Nothing to do while an agent runs: it was started by an earlier attempt. */
async function begin(drive: Drive, connection: AgentConnection): Promise<void> {
  const { state, lastSeq, ends } = connection.attached;
  if (state === 'held') connection.send({ type: 'release' });
  if (state !== 'absent' || drive.signal.aborted) return;
  if (lastSeq === 0) await drive.prepare();
  connection.send({ type: 'start', spec: drive.spec, endsSeen: ends });
}

async function settleEarlier(
  drive: Drive,
  connection: AgentConnection,
): Promise<FinalVerdict | undefined> {
  const { state, end, ends } = connection.attached;
  if (state !== 'ended' || end === undefined) return undefined;
  return settle(drive, connection, { end, ends });
}

/** The phase's verdict; undefined when another agent was started in the ended one's place. */
async function settle(
  drive: Drive,
  connection: AgentConnection,
  { end, ends }: { readonly end: AgentEnd; readonly ends: number },
): Promise<FinalVerdict | undefined> {
  const verdict = judge(end);
  if (verdict.kind !== 'retry') return verdict;
  const { maxAgents } = drive.options;
  if (ends >= maxAgents) {
    const message = `${verdict.message} (tried ${ends} times)`;
    return { kind: 'interrupted', reason: verdict.reason, message };
  }
  await pause(drive, ends);
  if (!drive.signal.aborted) connection.send({ type: 'start', spec: drive.spec, endsSeen: ends });
  return undefined;
}

/** A worker that only goes away, or cannot ask whether it is wanted, leaves the agent to the next one. */
async function endOrLeave(
  drive: Drive,
  connection: AgentConnection,
  over: AbortSignal,
): Promise<void> {
  if (await drive.endsAgent().catch(() => false)) {
    connection.send({ type: 'interrupt' });
    await sleep(drive.options.endWithinMs, over);
    if (over.aborted) return;
    connection.send({ type: 'stop' });
    await sleep(drive.options.endWithinMs, over);
  }
  await connection[Symbol.asyncDispose]();
}

async function pause({ options, signal }: Drive, tries: number): Promise<void> {
  await sleep(options.pauseMs * 2 ** (tries - 1), signal);
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined); // aborted: the caller looks at the signal
}
