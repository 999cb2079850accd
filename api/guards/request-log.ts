import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from '#shared/runtime/logger.js';

/** Gives each request an id, which the answer names too, and logs how it ended. */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const requestId = randomUUID();
    response.setHeader('X-Request-Id', requestId);
    response.once('close', () => {
      const ms = Math.round(performance.now() - started);
      const { method, path } = request;
      const cut = !response.writableFinished;
      logger.info({ requestId, method, path, status: response.statusCode, ms, cut }, 'request');
    });
    next();
  };
}
