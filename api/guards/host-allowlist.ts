import type { RequestHandler } from 'express';
import { MisdirectedRequestError } from '../errors.js';

/** No page in a browser has one of these names; the health check and the command line use them. */
const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

/**
 * Answers this machine's own names and the hosts given: a page in a browser that makes its own name
 * resolve to 127.0.0.1 still sends its own name.
 */
export function hostAllowlist(hosts: readonly string[]): RequestHandler {
  const allowed = new Set([...LOOPBACK, ...hosts.map((host) => host.toLowerCase())]);
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
