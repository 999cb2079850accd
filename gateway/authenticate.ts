import type { IncomingHttpHeaders } from 'node:http';
import type { ModelKeyClaims } from '#shared/contracts/model-key.js';
import { verifyModelKey } from '#shared/model-keys/model-key.js';
import { Refusal } from './refusal.js';

/** Who is calling, by the placeholder key alone. */
export function authenticate(headers: IncomingHttpHeaders, secret: string): ModelKeyClaims {
  const key = headers['x-api-key'];
  const claims = typeof key === 'string' ? verifyModelKey(key, secret) : undefined;
  if (claims !== undefined) return claims;
  throw new Refusal(
    401,
    'the key is none of this installation: send the ANTHROPIC_API_KEY of the workspace as x-api-key',
  );
}
