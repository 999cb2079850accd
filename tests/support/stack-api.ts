import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { StoredEvent } from '#shared/contracts/event-envelope.js';
import {
  ExecutionStarted,
  ExecutionView,
  page,
  SessionView,
  type StartExecution,
  Uploaded,
} from '#shared/contracts/http.js';

type Headed = { readonly headers?: Readonly<Record<string, string>> };
type Wanted = (execution: ExecutionView) => boolean;

export const isFinal: Wanted = ({ state }) => ['COMPLETED', 'FAILED', 'CANCELLED'].includes(state);

/** The API as a client of the platform sees it; answers are checked against the contracts. */
export class StackApi {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** Tries again while the API is away: its clients are told to. */
  async request(
    path: string,
    { headers, ...init }: Omit<RequestInit, 'headers'> & Headed = {},
  ): Promise<Response> {
    for (;;) {
      try {
        const response = await fetch(`${this.url}/api/v1${path}`, {
          ...init,
          headers: { authorization: `Bearer ${this.key}`, ...headers },
        });
        if (response.status !== 502 && response.status !== 503) return response;
      } catch (error) {
        // How fetch calls a refused or cut connection; jest's realm has a TypeError of its own.
        if ((error as Error).name !== 'TypeError') throw error;
      }
      await delay(200);
    }
  }

  async get<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
    return read(await this.request(path), schema);
  }

  async post<S extends z.ZodType>(path: string, body: unknown, schema: S): Promise<z.output<S>> {
    const response = await this.request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return read(response, schema);
  }

  /** Applies the package in a folder, as `syn workflows apply` does. */
  async applyFolder(folder: string): Promise<void> {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(ya?ml|md)$/.test(name),
    );
    const files = names.map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
    await this.post('/workflows', { files: Object.fromEntries(files) }, z.unknown());
  }

  async applyYaml(yaml: string): Promise<void> {
    await this.post('/workflows', { files: { 'workflow.yaml': yaml } }, z.unknown());
  }

  async upload(tar: Buffer): Promise<Uploaded> {
    const response = await this.request('/uploads', {
      method: 'POST',
      headers: { 'content-type': 'application/x-tar' },
      body: new Uint8Array(tar),
    });
    return read(response, Uploaded);
  }

  async start(request: StartExecution): Promise<string> {
    const key = crypto.randomUUID(); // a request that was cut may have been accepted
    const response = await this.request('/executions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(request),
    });
    return (await read(response, ExecutionStarted)).id;
  }

  execution(id: string): Promise<ExecutionView> {
    return this.get(`/executions/${id}`, ExecutionView);
  }

  session(id: string): Promise<SessionView> {
    return this.get(`/sessions/${id}`, SessionView);
  }

  async events(id: string): Promise<StoredEvent[]> {
    return (await this.get(`/executions/${id}/events`, page(StoredEvent))).items;
  }

  async waitFor(id: string, wanted: Wanted): Promise<ExecutionView> {
    for (;;) {
      const execution = await this.execution(id);
      if (wanted(execution)) return execution;
      if (isFinal(execution)) throw new EndedTooEarlyError(execution);
      await delay(200);
    }
  }

  async artifact(id: string): Promise<Buffer> {
    const response = await this.request(`/artifacts/${id}/content`);
    return Buffer.from(await response.arrayBuffer());
  }
}

async function read<S extends z.ZodType>(response: Response, schema: S): Promise<z.output<S>> {
  const body: unknown = await response.json();
  if (!response.ok) throw new RefusedError(response.status, body);
  return schema.parse(body);
}

class RefusedError extends Error {
  override name = 'RefusedError';

  constructor(status: number, body: unknown) {
    super(`the API answered ${status}: ${JSON.stringify(body)}`);
  }
}

class EndedTooEarlyError extends Error {
  override name = 'EndedTooEarlyError';

  constructor({ id, state, failure }: ExecutionView) {
    super(`${id} is ${state} already: ${JSON.stringify(failure)}`);
  }
}
