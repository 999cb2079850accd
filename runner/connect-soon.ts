import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const RETRY_MS = 50;
const ATTEMPTS = 200;

/** Connects to a Unix socket whose server may still be starting; undefined after ten seconds. */
export async function connectSoon(path: string): Promise<Socket | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const socket = createConnection({ path, allowHalfOpen: true });
    try {
      await once(socket, 'connect');
      return socket;
    } catch {
      socket.destroy();
      await delay(RETRY_MS);
    }
  }
  return undefined;
}
