import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { z } from 'zod';
import { StoredEvent } from '#shared/contracts/event-envelope.js';
import { Problem } from '#shared/contracts/http.js';
import { ApiProblemError, ApiUnreachableError } from './failures.js';

export type ApiSettings = { readonly url: string; readonly key: string };

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Speaks HTTP to the API. Errors of every method: ApiProblemError, ApiUnreachableError. */
export class ApiClient {
  constructor(private readonly settings: ApiSettings) {}

  get url(): string {
    return this.settings.url;
  }

  async get<S extends z.ZodType>(schema: S, path: string, query: Query = {}): Promise<z.output<S>> {
    const response = await this.#fetch(path + queryString(query));
    return schema.parse(await response.json());
  }

  /** Undefined for what does not exist. */
  async find<S extends z.ZodType>(
    schema: S,
    path: string,
    query: Query = {},
  ): Promise<z.output<S> | undefined> {
    try {
      return await this.get(schema, path, query);
    } catch (error) {
      if (error instanceof ApiProblemError && error.problem.status === 404) return undefined;
      throw error;
    }
  }

  async post<S extends z.ZodType>(
    schema: S,
    path: string,
    body: { readonly json: unknown; readonly headers?: Record<string, string> },
  ): Promise<z.output<S>> {
    const response = await this.#fetch(path, {
      method: 'POST',
      body: JSON.stringify(body.json),
      headers: { 'Content-Type': 'application/json', ...body.headers },
    });
    return schema.parse(await response.json());
  }

  async upload<S extends z.ZodType>(
    schema: S,
    path: string,
    content: AsyncIterable<Uint8Array>,
  ): Promise<z.output<S>> {
    const response = await this.#fetch(path, {
      method: 'POST',
      body: ReadableStream.from(content),
      headers: { 'Content-Type': 'application/x-tar' },
      duplex: 'half',
    });
    return schema.parse(await response.json());
  }

  async download(path: string): Promise<ReadableStream<Uint8Array>> {
    const { body } = await this.#fetch(path);
    return body ?? new ReadableStream();
  }

  /** The events of one connection; it may end, or break with a TypeError, before the execution does. */
  async events(path: string, after: number): Promise<AsyncIterable<StoredEvent>> {
    const { body } = await this.#fetch(path, {
      headers: { Accept: 'text/event-stream', 'Last-Event-ID': String(after) },
    });
    return parseEvents(body ?? new ReadableStream());
  }

  async #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${this.settings.key}`);
    const response = await fetch(this.settings.url + path, { ...init, headers }).catch(
      (cause: unknown) => {
        throw new ApiUnreachableError(this.settings.url, { cause });
      },
    );
    if (!response.ok) throw new ApiProblemError(await problemOf(response));
    return response;
  }
}

async function* parseEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StoredEvent> {
  const events = body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const { data } of events) yield StoredEvent.parse(JSON.parse(data));
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  const parsed = Problem.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const detail = `the server answered ${response.status} ${response.statusText}, not like the API of Syntropic`;
  return {
    type: 'about:blank',
    title: 'strange answer',
    status: response.status,
    code: 'strange_answer',
    detail,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function queryString(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}
