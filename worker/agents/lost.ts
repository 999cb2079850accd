import { RunnerSilentError } from '../workspaces/agent-line.js';
import { RunnerProgramError } from '../workspaces/artifact-stream.js';

const LOST_CONNECTION: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ECONNREFUSED']);
/** Docker's answers for a container that is gone or not running any more. */
const GONE: ReadonlySet<unknown> = new Set([404, 409]);

/** The container, or the way to it, went away: looking again may find it, or make a new one. */
export function isLost(error: unknown): boolean {
  if (error instanceof RunnerSilentError || error instanceof RunnerProgramError) return true;
  const { code, statusCode, message } = error as {
    readonly code?: unknown;
    readonly statusCode?: unknown;
    readonly message?: unknown;
  };
  // A program that is started while its container ends is answered as a fault of the engine.
  const justEnded = statusCode === 500 && String(message).includes('is not running');
  return justEnded || LOST_CONNECTION.has(code) || GONE.has(statusCode);
}
