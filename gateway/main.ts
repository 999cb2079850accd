import { EventBuffer } from '#shared/observability/event-buffer.js';
import { PostgresTelemetryWriter } from '#shared/observability/postgres-telemetry-writer.js';
import { spentOutputTokens } from '#shared/observability/spent-output-tokens.js';
import { GatewayConfig, loadConfig } from '#shared/runtime/config.js';
import { DatabasePool } from '#shared/runtime/database-pool.js';
import { HttpServer } from '#shared/runtime/http-server.js';
import { shutdownSignal } from '#shared/runtime/lifecycle.js';
import { createLogger } from '#shared/runtime/logger.js';
import { createGatewayApp } from './app.js';
import { CallsUnderWay } from './calls-under-way.js';
import { chooseEndpoint, dispatcherFor } from './endpoint.js';
import { GatewayMetrics } from './metrics.js';
import { SessionSlots } from './session-slots.js';
import { Upstream } from './upstream.js';

const config = loadConfig(GatewayConfig, process.env);
const logger = createLogger('gateway', config.LOG_LEVEL);
const endpoint = chooseEndpoint(config);

await using database = new DatabasePool({ url: config.DATABASE_URL, process: 'gateway' }, logger);
const { pool } = database;
await using sink = new EventBuffer(new PostgresTelemetryWriter(pool), logger);
await using upstream = new Upstream({
  baseUrl: endpoint.baseUrl,
  apiKey: config.ANTHROPIC_API_KEY,
  dispatcher: dispatcherFor(endpoint),
});
// Disposed after the server, before the sink: a call that closing cuts still records what it used.
await using calls = new CallsUnderWay();
const app = createGatewayApp({
  ...{ upstream, sink, calls, logger },
  prices: config.SYN_MODEL_PRICES,
  now: () => new Date(),
  keySecret: config.SYN_KEY_SECRET,
  spentOutputTokens: (sessionId) => spentOutputTokens(pool, sessionId),
  slots: new SessionSlots(),
  metrics: new GatewayMetrics(),
  checkReady: async () => {
    await pool.query('SELECT 1');
  },
});
await using server = await HttpServer.listen(app, {
  port: config.SYN_GATEWAY_PORT,
  host: config.SYN_GATEWAY_BIND,
});
logger.info({ port: server.port, endpoint: endpoint.kind }, 'gateway listens');
logger.info({ signal: await shutdownSignal() }, 'gateway ends');
