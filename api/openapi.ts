import {
  OpenAPIRegistry,
  OpenApiGeneratorV31,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import { Problem } from '#shared/contracts/http.js';
import { API_PREFIX } from './api-prefix.js';
import type { Endpoint } from './endpoint.js';

/** The OpenAPI document of the endpoints, made from the schemas that check their requests. */
export function openApiDocument(endpoints: readonly Endpoint[]): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer' });
  for (const endpoint of endpoints) registry.registerPath(pathOf(endpoint));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Syntropic',
      version: '1',
      description: 'Runs AI coding agents as durable workflows.',
    },
    security: [{ apiKey: [] }],
  });
}

function pathOf({ method, path, summary, params, query, success, ...rest }: Endpoint): RouteConfig {
  const body = bodyOf(rest);
  return {
    method,
    path: API_PREFIX + path.replaceAll(/:(\w+)/g, '{$1}'),
    summary,
    request: { ...(params && { params }), ...(query && { query }), ...(body && { body }) },
    responses: {
      [success.status]: {
        description: success.description,
        content: {
          [success.contentType ?? 'application/json']: { schema: success.schema ?? BYTES },
        },
      },
      default: {
        description: 'What was wrong (RFC 9457)',
        content: { 'application/problem+json': { schema: Problem } },
      },
    },
  };
}

const BYTES = { type: 'string', format: 'binary' } as const;

function bodyOf({
  body,
  rawBody,
}: Pick<Endpoint, 'body' | 'rawBody'>): NonNullable<RouteConfig['request']>['body'] {
  if (rawBody !== undefined) return { required: true, content: { [rawBody]: { schema: BYTES } } };
  return body && { required: true, content: { 'application/json': { schema: body } } };
}
