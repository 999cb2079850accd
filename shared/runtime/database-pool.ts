import { Pool } from 'pg';
import type { Logger } from './logger.js';

export type PoolOptions = {
  readonly url: string;
  /** Shown by the server beside each connection. */
  readonly process: string;
  readonly connections?: number;
  /** Longest time for a query; 0 for no limit. */
  readonly queryWithinMs?: number;
};

const CONNECT_WITHIN_MS = 5000;
const QUERY_WITHIN_MS = 30_000;

/** A pool that survives a restarting database: queries fail meanwhile, the process does not. */
export class DatabasePool implements AsyncDisposable {
  readonly pool: Pool;

  constructor(options: PoolOptions, logger: Logger) {
    const { url, process, connections = 10, queryWithinMs = QUERY_WITHIN_MS } = options;
    this.pool = new Pool({
      connectionString: url,
      application_name: process,
      max: connections,
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
      query_timeout: queryWithinMs,
    });
    this.pool.on('error', (error) => {
      logger.warn({ err: error }, 'idle database connection lost');
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool.end();
  }
}
