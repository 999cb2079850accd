import { createConnection } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { LAYOUT } from './layout.js';

/** Joins stdin and stdout with the runner; ends when either side does. */
export async function attach(): Promise<void> {
  const socket = createConnection(LAYOUT.controlSocket);
  await Promise.race([pipeline(process.stdin, socket), pipeline(socket, process.stdout)]);
}
