import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { UnauthorizedError } from '../errors.js';

/** Lets requests with the installation's key pass. Digests are compared, so that time tells neither content nor length. */
export function requireApiKey(apiKey: string): RequestHandler {
  const expected = digest(apiKey);
  return (request, _response, next) => {
    const [, given = ''] = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (!timingSafeEqual(digest(given), expected)) throw new UnauthorizedError();
    next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
