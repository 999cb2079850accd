import { appendFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';

export type LoggedRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
  readonly body: string;
};

export interface RequestLog {
  note(request: LoggedRequest): Promise<void>;
}

/** One JSON line a request, headers included: for tests that ask what really arrived. */
export class FileRequestLog implements RequestLog {
  constructor(private readonly path: string) {}

  async note(request: LoggedRequest): Promise<void> {
    await appendFile(this.path, `${JSON.stringify(request)}\n`);
  }
}

export const noRequestLog: RequestLog = { note: () => Promise.resolve() };
