import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What is published on 127.0.0.1, the variable that moves it, and where it is by default. */
export const PORTS = [
  { variable: 'SYN_API_PORT', port: 8137, what: 'API' },
  { variable: 'SYN_TEMPORAL_PORT', port: 7233, what: 'Temporal server' },
  { variable: 'SYN_TEMPORAL_UI_PORT', port: 8233, what: 'Temporal Web UI' },
  { variable: 'SYN_MINIO_PORT', port: 8142, what: 'MinIO' },
  { variable: 'SYN_DATABASE_PORT', port: 8141, what: 'TimescaleDB' },
] as const;

/** A number from 1 to 65535, or undefined for anything else. */
export function parsePort(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : undefined;
}

/** One to propose in place of a port that is taken: far from it, and still a port. */
export const otherPort = (port: number): number => port + (port > 55_535 ? -10_000 : 10_000);

export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** Ports that nothing listens on now, all different. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
