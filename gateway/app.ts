import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from '#shared/runtime/logger.js';
import type { CallsUnderWay } from './calls-under-way.js';
import { type CallDependencies, callModel, type ModelPath } from './model-call.js';
import { Refusal } from './refusal.js';

export type GatewayDependencies = CallDependencies & {
  readonly logger: Logger;
  readonly calls: CallsUnderWay;
  /** Rejects when calls could not be metered at the moment. */
  readonly checkReady: () => Promise<void>;
};

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

/** The gateway's whole surface: two paths of the Messages API for agents, three pages for who runs it. */
export function createGatewayApp(dependencies: GatewayDependencies): RequestListener {
  return (request, response) => {
    dependencies.calls.track(handle(dependencies, { request, response }));
  };
}

async function handle(dependencies: GatewayDependencies, exchange: Exchange): Promise<void> {
  try {
    await route(dependencies, exchange);
  } catch (error) {
    fail(dependencies.logger, exchange, error);
  }
}

async function route(dependencies: GatewayDependencies, exchange: Exchange): Promise<void> {
  const { method = '', url = '' } = exchange.request;
  const path = url.split('?')[0] ?? '';
  switch (`${method} ${path}`) {
    case 'POST /v1/messages':
    case 'POST /v1/messages/count_tokens':
      await meterAndCall(dependencies, path as ModelPath, exchange);
      break;
    case 'GET /healthz':
      json(exchange.response, 200, { status: 'ok' });
      break;
    case 'GET /readyz':
      await reportReady(dependencies, exchange.response);
      break;
    case 'GET /metrics':
      await reportMetrics(dependencies, exchange.response);
      break;
    default:
      throw new Refusal(
        404,
        'the gateway answers POST /v1/messages and POST /v1/messages/count_tokens only',
      );
  }
}

async function meterAndCall(
  dependencies: GatewayDependencies,
  path: ModelPath,
  exchange: Exchange,
): Promise<void> {
  const end = dependencies.metrics.begin(path);
  exchange.response.once('close', () => {
    end(exchange.response.statusCode);
  });
  await callModel(dependencies, path, exchange);
}

/** A call that the agent gave up is no failure; one that broke after its first byte can only be cut. */
function fail(logger: Logger, { request, response }: Exchange, error: unknown): void {
  const refusal = error instanceof Refusal ? error : undefined;
  if (response.destroyed) return;
  if (refusal === undefined || refusal.status >= 500) logger.error({ err: error }, 'call failed');
  else logRefusal(logger, refusal);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, body, retryAfterSeconds } = refusal ?? new Refusal(500, 'the gateway failed');
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  // What was not read of the request is not worth reading.
  if (!request.complete) response.setHeader('connection', 'close');
  json(response, status, body);
}

/** What the provider refused, whoever runs the gateway has to mend. */
function logRefusal(logger: Logger, { status, providerStatus, message }: Refusal): void {
  if (providerStatus === undefined) logger.info({ status, reason: message }, 'call refused');
  else logger.warn({ status, providerStatus, reason: message }, 'call refused by the provider');
}

async function reportReady(
  { checkReady, logger }: GatewayDependencies,
  response: ServerResponse,
): Promise<void> {
  try {
    await checkReady();
    json(response, 200, { status: 'ready' });
  } catch (error) {
    logger.warn({ err: error }, 'gateway not ready');
    json(response, 503, { status: 'not ready', waitingFor: 'database' });
  }
}

async function reportMetrics(
  { metrics }: GatewayDependencies,
  response: ServerResponse,
): Promise<void> {
  const { registry } = metrics;
  response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics());
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
