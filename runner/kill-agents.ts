import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 10;
const MAX_PASSES = 500;

/**
 * Ends every process of the uid, also those that left the agent's process group. All are stopped before the first is
 * killed, and it looks again until none is left: a process that forks faster than it is found gains nothing.
 */
export async function killAgents(uid: number): Promise<void> {
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const pids = processesOf(uid);
    if (pids.length === 0) return;
    for (const pid of pids) send(pid, 'SIGSTOP');
    for (const pid of pids) send(pid, 'SIGKILL');
    await delay(PAUSE_MS);
  }
}

/** Living processes of the uid; a zombie only waits for its parent and can do nothing. */
export function processesOf(uid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => belongsTo(pid, uid));
}

function belongsTo(pid: number, uid: number): boolean {
  const status = readStatus(pid);
  if (status === undefined || /^State:\s+[ZX]/m.test(status)) return false;
  return new RegExp(`^Uid:.*\\b${uid}\\b`, 'm').test(status);
}

function readStatus(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return undefined; // it ended between the two calls
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
