import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { connectSoon } from './connect-soon.js';
import { FORWARDS, LAYOUT } from './layout.js';

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
  const sidecar = await connectSoon(path);
  if (sidecar === undefined) {
    client.destroy();
    return;
  }
  sidecar.on('error', () => client.destroy());
  client.on('close', () => sidecar.destroy());
  sidecar.on('close', () => client.destroy());
  client.pipe(sidecar).pipe(client);
}
