import { createHmac, timingSafeEqual } from 'node:crypto';
import { ModelKeyClaims } from '../contracts/model-key.js';

/** Looks like a key of the model's provider, because the agent hands it around as one. */
const PREFIX = 'sk-ant-syn-';
const SHAPE = /^sk-ant-syn-([\w-]+)\.([\w-]+)$/;

/**
 * The placeholder key of one phase: `sk-ant-syn-<claims>.<HMAC-SHA256>`, both base64url.
 * The same claims and secret give the same key, so a retried activity hands out the one that is already in use.
 */
export function signModelKey(claims: ModelKeyClaims, secret: string): string {
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return `${PREFIX}${payload}.${macOf(payload, secret).toString('base64url')}`;
}

/** The claims of a key that was signed with this secret; undefined for anything else. Compares in constant time. */
export function verifyModelKey(key: string, secret: string): ModelKeyClaims | undefined {
  const [, payload, mac] = SHAPE.exec(key) ?? [];
  if (payload === undefined || mac === undefined) return undefined;
  if (!equal(Buffer.from(mac, 'base64url'), macOf(payload, secret))) return undefined;
  return parseClaims(payload);
}

function macOf(payload: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(PREFIX).update(payload).digest();
}

function equal(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Reached only by what was signed with our secret; a claim of another version of the product is still refused. */
function parseClaims(payload: string): ModelKeyClaims | undefined {
  const parsed = ModelKeyClaims.safeParse(
    JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')),
  );
  return parsed.success ? parsed.data : undefined;
}
