import type { RequestHandler } from 'express';
import { MisdirectedRequestError } from '../errors.js';

/**
 * Answers known Host headers only: a page in a browser that makes its own name resolve to 127.0.0.1
 * still sends its own name.
 */
export function hostAllowlist(hosts: readonly string[]): RequestHandler {
  const allowed = new Set(hosts.map((host) => host.toLowerCase()));
  return (request, _response, next) => {
    const host = nameOf(request.headers.host ?? '');
    if (!allowed.has(host)) throw new MisdirectedRequestError(host);
    next();
  };
}

/** Without the port, and without the brackets of an IPv6 address. */
function nameOf(host: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(host);
  return (bracketed?.[1] ?? host.replace(/:\d+$/, '')).toLowerCase();
}
