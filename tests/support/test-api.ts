import type { ExecutionEvent } from '#shared/contracts/execution-events.js';
import type { EventStore } from '#shared/event-store/event-store.js';
import { HttpServer } from '#shared/runtime/http-server.js';
import { createLogger } from '#shared/runtime/logger.js';
import { createApp } from '../../api/app.js';
import type { ApiDependencies, FoundArtifact } from '../../api/dependencies.js';
import type { ExecutionRuns, KnownRun, NewRun } from '../../api/temporal/execution-runs.js';
import { InMemoryObjectStore } from './in-memory-object-store.js';
import { InMemoryStreams } from './in-memory-streams.js';

export const API_KEY = 'a-key-for-tests-only';

/** Remembers what was started, like Temporal, but runs nothing. */
class RememberedRuns implements ExecutionRuns {
  readonly started = new Map<string, NewRun>();
  down = false;

  start(run: NewRun): Promise<'started' | 'exists'> {
    const id = run.input.executionId;
    if (this.started.has(id)) return Promise.resolve('exists');
    this.started.set(id, run);
    return Promise.resolve('started');
  }

  find(executionId: string): Promise<KnownRun | undefined> {
    return Promise.resolve(this.started.get(executionId));
  }

  check(): Promise<void> {
    return this.down ? Promise.reject(new TypeError('down')) : Promise.resolve();
  }
}

/** The API over fakes, on a port of its own. */
export class TestApi implements AsyncDisposable {
  readonly streams = new InMemoryStreams();
  readonly objects = new InMemoryObjectStore();
  readonly runs = new RememberedRuns();
  readonly artifacts = new Map<string, FoundArtifact>();

  private constructor(private server: HttpServer | undefined) {}

  static async start(more: Partial<ApiDependencies> = {}): Promise<TestApi> {
    const api = new TestApi(undefined);
    const app = createApp(
      { ...api.dependencies(), ...more },
      { apiKey: API_KEY, hosts: ['syn.example'], logger: createLogger('test', 'silent') },
    );
    api.server = await HttpServer.listen(app, { port: 0, host: '127.0.0.1', drainMs: 100 });
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${this.server?.port ?? 0}`;
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (!headers.has('Authorization')) headers.set('Authorization', `Bearer ${API_KEY}`);
    return fetch(this.url + path, { ...init, headers });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.fetch(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...headers },
    });
  }

  /** Appends to the stream of an execution what its workflow would. */
  async record(executionId: string, ...events: readonly ExecutionEvent[]): Promise<void> {
    const stored = await this.streams.readStream(executionId);
    const stamped = events.map((event, index) => ({
      ...event,
      id: `${executionId}/run/${stored.length + index + 1}`,
      schemaVersion: 1,
      occurredAt: '2026-01-01T00:00:00.000Z',
    }));
    await this.streams.append(executionId, stamped, { expectedVersion: stored.length });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server?.[Symbol.asyncDispose]();
  }

  private dependencies(): ApiDependencies {
    const none = () => Promise.resolve({ items: [] });
    return {
      store: this.streams as unknown as EventStore,
      objects: this.objects,
      runs: this.runs,
      readModels: {
        listWorkflows: none,
        listExecutions: none,
        findArtifact: (id) => Promise.resolve(this.artifacts.get(id)),
      },
      telemetry: {
        totals: () => Promise.resolve(new Map()),
        sessionTotals: () => Promise.resolve(new Map()),
        findSession: () => Promise.resolve(undefined),
        conversation: none,
        timeline: none,
      },
      readiness: { temporal: () => this.runs.check() },
      uploadMaxBytes: 64 * 1024,
    };
  }
}

/** A workflow package of one file. */
export const packageOf = (id: string, more = ''): unknown => ({
  files: {
    'workflow.yaml': `id: ${id}\nname: Demo\n${more}phases:\n  - id: one\n    prompt: Look around.\n`,
  },
});
