import { connectSoon } from './connect-soon.js';
import { LAYOUT } from './layout.js';

/** Joins stdin and stdout with the runner; ends when either side does. */
export async function attach(): Promise<void> {
  const socket = await connectSoon(LAYOUT.controlSocket);
  if (socket === undefined) throw new RunnerNotServingError();
  const closed = new Promise<void>((resolve) => {
    // The runner ends the connection for a newer attempt; half-open, it would never be closed.
    socket.on('end', resolve).on('close', resolve).on('error', resolve);
    process.stdin.on('close', resolve).on('end', resolve);
    process.stdout.on('error', resolve);
  });
  process.stdin.pipe(socket);
  socket.pipe(process.stdout);
  await closed;
}

export class RunnerNotServingError extends Error {
  override name = 'RunnerNotServingError';

  constructor() {
    super('the runner of this workspace does not answer');
  }
}
