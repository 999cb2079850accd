import express, { type Express, type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import { API_PREFIX } from './api-prefix.js';
import type { ApiDependencies, ApiSettings } from './dependencies.js';
import type { Endpoint } from './endpoint.js';
import { errorHandler } from './error-handler.js';
import { NotFoundError } from './errors.js';
import { requireApiKey } from './guards/api-key.js';
import { requireContentType } from './guards/content-type.js';
import { hostAllowlist } from './guards/host-allowlist.js';
import { limitRate } from './guards/rate-limit.js';
import { requestLog } from './guards/request-log.js';
import { openApiDocument } from './openapi.js';
import { ENDPOINTS } from './routes/endpoints.js';
import { health } from './routes/system/health.js';
import { readiness } from './routes/system/readiness.js';

/** Largest JSON body: a package of a workflow with all its prompts. */
const JSON_LIMIT = '4mb';

/** The HTTP API over what `deps` reaches; it keeps no state of its own. */
export function createApp(deps: ApiDependencies, settings: ApiSettings): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(requestLog(settings.logger), hostAllowlist(settings.hosts), helmet());
  app.get('/healthz', health);
  app.use(limitRate(), requireApiKey(settings.apiKey));
  app.get('/readyz', readiness(deps.readiness));
  app.get('/openapi.json', openApi());
  app.use(API_PREFIX, routes(deps));
  app.use((request) => {
    throw new NotFoundError('endpoint', `${request.method} ${request.path}`);
  });
  app.use(errorHandler(settings.logger));
  return app;
}

function openApi(): RequestHandler {
  const document = openApiDocument(ENDPOINTS);
  return (_request, response) => {
    response.json(document);
  };
}

function routes(deps: ApiDependencies): Router {
  const router = Router();
  for (const endpoint of ENDPOINTS) {
    router[endpoint.method](endpoint.path, ...bodyGuards(endpoint), (request, response) =>
      endpoint.serve(request, response, deps),
    );
  }
  return router;
}

function bodyGuards({ body, rawBody }: Endpoint): RequestHandler[] {
  if (rawBody !== undefined) return [requireContentType(rawBody)];
  if (!body) return [];
  return [requireContentType('application/json'), express.json({ limit: JSON_LIMIT })];
}
