import { once } from 'node:events';
import { createServer } from 'node:net';
import { spawnAgent } from './agent-process.js';
import { Attachments, ControlConnection } from './control-connection.js';
import { measureWithDu, watchDisk } from './disk-watch.js';
import { forwardToSidecar } from './forward.js';
import { killAgents } from './kill-agents.js';
import { AGENT_UID, LAYOUT } from './layout.js';
import { Session, type SessionSurroundings } from './session.js';

const MEBIBYTE = 1024 * 1024;
const SYNC_INTERVAL_MS = 1000;
/** Longest output of one session; the journal volume has no limit of its own. */
const MAX_JOURNAL_BYTES = 1024 * MEBIBYTE;

export type ServeSettings = { readonly diskMb: number; readonly fileMb: number };

/** Serves the workspace until its container is stopped. */
export async function serve(settings: ServeSettings): Promise<void> {
  await forwardToSidecar();
  const sessions = new Map<string, Session>();
  const around = surroundings(settings);
  const attachments = new Attachments((sessionId) => {
    const session = sessions.get(sessionId) ?? new Session(around, sessionId);
    sessions.set(sessionId, session);
    return session;
  });
  const timer = setInterval(() => {
    for (const { journal } of sessions.values()) journal.sync();
  }, SYNC_INTERVAL_MS);
  await using server = createServer((socket) => new ControlConnection(socket, attachments));
  // Its folder is a tmpfs that only root may enter.
  server.listen(LAYOUT.controlSocket);
  await Promise.race([once(process, 'SIGTERM'), once(server, 'close')]);
  clearInterval(timer);
  await killAgents(AGENT_UID);
  process.exit(0);
}

function surroundings({ diskMb, fileMb }: ServeSettings): SessionSurroundings {
  const limits = { workspaceBytes: diskMb * MEBIBYTE, journalBytes: MAX_JOURNAL_BYTES };
  return {
    now: Date.now,
    journalFolder: LAYOUT.journal,
    maxFileBytes: fileMb * MEBIBYTE,
    spawn: spawnAgent,
    killAll: () => killAgents(AGENT_UID),
    watchDisk: (journalBytes, signal) =>
      watchDisk({ limits, measure: measureWithDu, journalBytes }, signal),
  };
}
