import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { AGENT_UID, LAYOUT, SEARCH_PATH } from './layout.js';

const INTERVAL_MS = 1000;
const MEASUREMENT_TIMEOUT_MS = 10_000;
/** A measurement of a large tree may take this share of one core, no more. */
const MAX_SHARE = 0.25;
const MAX_FAILURES = 3;
const MEBIBYTE = 1024 * 1024;

export type DiskLimits = { readonly workspaceBytes: number; readonly journalBytes: number };

/** Bytes that the work volume holds; undefined when it could not be measured. */
export type MeasureWorkspace = (signal: AbortSignal) => Promise<number | undefined>;

type Watched = {
  readonly limits: DiskLimits;
  readonly measure: MeasureWorkspace;
  readonly journalBytes: () => number;
};

/**
 * Measures once a second and resolves with what was exceeded; with undefined when the signal is aborted.
 * An agent that keeps the measurement from working is treated like one that filled the disk.
 */
export async function watchDisk(
  { limits, measure, journalBytes }: Watched,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let failures = 0; ;) {
    const began = performance.now();
    const bytes = await measure(signal);
    if (signal.aborted) return undefined;
    failures = bytes === undefined ? failures + 1 : 0;
    if (failures >= MAX_FAILURES) return 'the workspace could not be measured';
    if ((bytes ?? 0) > limits.workspaceBytes) {
      return `the workspace holds more than ${limits.workspaceBytes / MEBIBYTE} MiB`;
    }
    if (journalBytes() > limits.journalBytes) {
      return `the agent's output is longer than ${limits.journalBytes / MEBIBYTE} MiB`;
    }
    await pause(Math.max(INTERVAL_MS, (performance.now() - began) / MAX_SHARE), signal);
  }
}

/**
 * `du` in the agent's name: the runner's root may not look into the agent's directories. A directory that the agent
 * closed to itself is opened again, so that nothing hides in it.
 */
export const measureWithDu: MeasureWorkspace = async (signal) => {
  // Files that vanish meanwhile make du fail too, so its exit status says nothing; a missing total does.
  const script = `du -skx ${LAYOUT.workspace} 2>/dev/null || {
    find ${LAYOUT.workspace} -xdev -type d ! -perm -u+rwx -exec chmod u+rwx {} + 2>/dev/null
    du -skx ${LAYOUT.workspace} 2>/dev/null || true; }`;
  const printed = await runMeasurement(script, signal);
  const kibibytes = /(\d+)\t[^\n]*\n$/.exec(printed ?? '')?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
};

function runMeasurement(script: string, signal: AbortSignal): Promise<string | undefined> {
  const options = {
    uid: AGENT_UID,
    gid: AGENT_UID,
    env: { PATH: SEARCH_PATH },
    timeout: MEASUREMENT_TIMEOUT_MS,
    killSignal: 'SIGKILL',
    signal,
  } as const;
  return new Promise((resolve) => {
    execFile('/bin/sh', ['-c', script], options, (error, stdout) => {
      resolve(error === null ? stdout : undefined);
    });
  });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined); // aborted: the caller looks at the signal
}
