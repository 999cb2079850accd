import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** JSON lines on stdout. Ids go into fields, messages stay constant; secrets are never handed to it. */
export function createLogger(process: string, level: string): Logger {
  return pino({ level, base: { process }, timestamp: pino.stdTimeFunctions.isoTime });
}
