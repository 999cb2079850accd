import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FORWARDS, LAYOUT } from './layout.js';

const RETRY_MS = 50;
const ATTEMPTS = 200;

/** Leads the workspace's loopback ports to the sidecar's sockets: the only way out. */
export async function forwardToSidecar(folder: string = LAYOUT.egressSockets): Promise<Server[]> {
  return Promise.all(FORWARDS.map(({ port, socket }) => forward(port, join(folder, socket))));
}

async function forward(port: number, path: string): Promise<Server> {
  const server = createServer(
    { allowHalfOpen: true },
    (client) => void connectThrough(client, path),
  );
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function connectThrough(client: Socket, path: string): Promise<void> {
  client.on('error', () => client.destroy());
  const sidecar = await connect(path);
  if (sidecar === undefined) {
    client.destroy();
    return;
  }
  sidecar.on('error', () => client.destroy());
  client.on('close', () => sidecar.destroy());
  sidecar.on('close', () => client.destroy());
  client.pipe(sidecar).pipe(client);
}

/** A sidecar that starts, or is being restarted, gets ten seconds. */
async function connect(path: string): Promise<Socket | undefined> {
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
