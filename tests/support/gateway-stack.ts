import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import type { ModelKeyClaims } from '#shared/contracts/model-key.js';
import { signModelKey } from '#shared/model-keys/model-key.js';
import type { TelemetrySink } from '#shared/observability/event-buffer.js';
import { HttpServer } from '#shared/runtime/http-server.js';
import { createLogger, type Logger } from '#shared/runtime/logger.js';
import { createGatewayApp } from '../../gateway/app.js';
import { CallsUnderWay } from '../../gateway/calls-under-way.js';
import { GatewayMetrics } from '../../gateway/metrics.js';
import { SessionSlots } from '../../gateway/session-slots.js';
import { Upstream } from '../../gateway/upstream.js';
import { createModelApp } from '../../model/app.js';
import { CallLedger } from '../../model/call-ledger.js';
import { FileRequestLog, type LoggedRequest } from '../../model/request-log.js';
import { RecordingSink } from './recording-sink.js';

const KEY_SECRET = 'secret-of-the-tests-with-32-characters';
export const REAL_KEY = 'sk-ant-the-real-key';
const loopback = { port: 0, host: '127.0.0.1', drainMs: 100 };

export function phaseClaims(more: Partial<ModelKeyClaims> = {}): ModelKeyClaims {
  return {
    executionId: 'exe-0123456789abcdefghij',
    phaseId: 'discovery',
    sessionId: '0199f2a0-0000-7000-8000-000000000001',
    models: ['sonnet'],
    ...more,
  };
}

export const phaseKey = (more: Partial<ModelKeyClaims> = {}): string =>
  signModelKey(phaseClaims(more), KEY_SECRET);

type StackParts = {
  /** In the stand-in's place. */
  readonly upstream?: RequestListener;
  /** In the place of the one that keeps its rows. */
  readonly sink?: TelemetrySink;
  readonly logger?: Logger;
};

/** The gateway on loopback with a sink that keeps its rows, before the stand-in or any other upstream. */
export class GatewayStack implements AsyncDisposable {
  readonly sink = new RecordingSink();
  readonly ledger = new CallLedger();
  /** Recorded output tokens by session, as the database would tell them. */
  spent: (sessionId: string) => Promise<number> = () => Promise.resolve(0);
  ready: () => Promise<void> = () => Promise.resolve();
  private readonly logPath = join(tmpdir(), `model-requests-${randomUUID()}.ndjson`);
  private readonly resources: AsyncDisposable[] = [];
  url = '';

  private constructor(private readonly parts: StackParts) {}

  static async start(parts: StackParts = {}): Promise<GatewayStack> {
    const stack = new GatewayStack(parts);
    const model = await HttpServer.listen(parts.upstream ?? stack.modelApp(), loopback);
    await stack.listen(`http://127.0.0.1:${model.port}`);
    stack.resources.push(model);
    return stack;
  }

  /** Before an upstream that does not answer, or answers elsewhere. */
  static async before(baseUrl: string): Promise<GatewayStack> {
    const stack = new GatewayStack({});
    await stack.listen(baseUrl);
    return stack;
  }

  /** What reached the stand-in, oldest first. */
  async requests(): Promise<LoggedRequest[]> {
    const lines = (await readFile(this.logPath, 'utf8')).trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as LoggedRequest);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const resource of this.resources) await resource[Symbol.asyncDispose]();
    await rm(this.logPath, { force: true });
  }

  private modelApp(): RequestListener {
    const requestLog = new FileRequestLog(this.logPath);
    return createModelApp({
      ledger: this.ledger,
      requestLog,
      logger: createLogger('model', 'silent'),
    });
  }

  private async listen(baseUrl: string): Promise<void> {
    const upstream = new Upstream({ baseUrl, apiKey: REAL_KEY, dispatcher: new Agent() });
    const calls = new CallsUnderWay();
    const app = createGatewayApp({
      ...{ upstream, calls, prices: {}, keySecret: KEY_SECRET },
      sink: this.parts.sink ?? this.sink,
      now: () => new Date(),
      spentOutputTokens: (sessionId) => this.spent(sessionId),
      slots: new SessionSlots(),
      metrics: new GatewayMetrics(),
      checkReady: () => this.ready(),
      logger: this.parts.logger ?? createLogger('gateway', 'silent'),
    });
    const server = await HttpServer.listen(app, loopback);
    this.url = `http://127.0.0.1:${server.port}`;
    this.resources.push(server, calls, upstream);
  }
}
