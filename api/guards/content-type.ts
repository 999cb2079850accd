import type { Request, RequestHandler } from 'express';
import { UnsupportedContentTypeError } from '../errors.js';

/** A body of any other type is refused: an HTML form can send those without asking. */
export function requireContentType(type: string): RequestHandler {
  return (request, _response, next) => {
    if (hasBody(request) && request.is(type) === false) throw new UnsupportedContentTypeError(type);
    next();
  };
}

function hasBody({ method, headers }: Request): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return headers['transfer-encoding'] !== undefined || headers['content-length'] !== '0';
}
