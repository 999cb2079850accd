import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { TooManyRequestsError } from '../errors.js';

const PER_MINUTE = 3000;

/** Bounds what one address can ask; far above what a person, a CLI and a dashboard together do. */
export function limitRate(): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: PER_MINUTE,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) => {
      next(new TooManyRequestsError());
    },
  });
}
