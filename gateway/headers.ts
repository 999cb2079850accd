import type { IncomingHttpHeaders } from 'node:http';

/** What of the agent's headers may reach the provider; everything else, credentials first of all, stays here. */
const TO_UPSTREAM = ['anthropic-version', 'anthropic-beta', 'user-agent', 'x-app'];

/** What of the provider's headers the agent's client reads; the account's own stay here. */
const TO_AGENT =
  /^(content-type|request-id|retry-after|x-should-retry|anthropic-ratelimit-[\w-]+)$/;

const DEFAULT_VERSION = '2023-06-01';

type Headers = Record<string, string>;

/** `sessionId` comes from the signed key, so an agent cannot speak in another session's name. */
export function upstreamHeaders(
  received: IncomingHttpHeaders,
  identity: { readonly sessionId: string; readonly apiKey: string | undefined },
): Headers {
  return {
    'anthropic-version': DEFAULT_VERSION,
    ...pick(received, (name) => TO_UPSTREAM.includes(name)),
    'content-type': 'application/json',
    'accept-encoding': 'identity', // the gateway reads what it relays
    'x-claude-code-session-id': identity.sessionId,
    ...(identity.apiKey !== undefined && { 'x-api-key': identity.apiKey }),
  };
}

export function agentHeaders(received: IncomingHttpHeaders): Headers {
  return pick(received, (name) => TO_AGENT.test(name));
}

function pick(headers: IncomingHttpHeaders, wanted: (name: string) => boolean): Headers {
  const kept = Object.entries(headers).filter(
    (entry): entry is [string, string] => wanted(entry[0]) && typeof entry[1] === 'string',
  );
  return Object.fromEntries(kept);
}
