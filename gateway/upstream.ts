import type { IncomingHttpHeaders } from 'node:http';
import { type Dispatcher, request } from 'undici';
import { upstreamHeaders } from './headers.js';
import { Refusal } from './refusal.js';

export type UpstreamCall = {
  /** `/v1/messages` or `/v1/messages/count_tokens`, with the query that is passed on. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly sessionId: string;
  readonly body: string;
  /** Ends the call upstream: the agent went away. */
  readonly signal: AbortSignal;
};

export type UpstreamAnswer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: AsyncIterable<Uint8Array> & { text(): Promise<string> };
};

export type UpstreamOptions = {
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly dispatcher: Dispatcher;
};

/** Longer than any answer takes to begin, and than the provider is silent within one. */
const SILENCE_MS = 600_000;

/** The endpoint behind the gateway: the only place where the real key is put on a request. */
export class Upstream implements AsyncDisposable {
  constructor(private readonly options: UpstreamOptions) {}

  /** Refusal 529 when nothing answers: the agent's client then tries again by itself. */
  async post({ path, headers, sessionId, body, signal }: UpstreamCall): Promise<UpstreamAnswer> {
    const { baseUrl, apiKey, dispatcher } = this.options;
    try {
      const answer = await request(baseUrl.replace(/\/+$/, '') + path, {
        ...{ method: 'POST', body, signal, dispatcher },
        headers: upstreamHeaders(headers, { sessionId, apiKey }),
        ...{ headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS },
      });
      return { status: answer.statusCode, headers: answer.headers, body: answer.body };
    } catch (error) {
      if (signal.aborted) throw error;
      throw new Refusal(529, 'the model endpoint cannot be reached at the moment', {
        cause: error,
      });
    }
  }
  async [Symbol.asyncDispose](): Promise<void> {
    await this.options.dispatcher.destroy();
  }
}
