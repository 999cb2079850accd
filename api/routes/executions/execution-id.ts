import { createHash, randomBytes } from 'node:crypto';
import type { ExecutionId } from '#shared/contracts/ids.js';

const LENGTH = 20;
const SPACE = 36n ** BigInt(LENGTH);

/** The id that an idempotency key stands for, or a random one without a key. */
export function executionIdFor(idempotencyKey: string | undefined): ExecutionId {
  const digest =
    idempotencyKey === undefined
      ? randomBytes(32)
      : createHash('sha256').update(idempotencyKey).digest();
  const number = BigInt(`0x${digest.toString('hex')}`) % SPACE;
  return `exe-${number.toString(36).padStart(LENGTH, '0')}`;
}
