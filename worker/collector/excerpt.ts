import { createHash } from 'node:crypto';
import type { ExecutionId } from '#shared/contracts/ids.js';
import type { ObjectRef } from '#shared/contracts/object-ref.js';
import type { Excerpt } from '#shared/contracts/telemetry.js';
import { excerptKey } from '../artifacts/object-keys.js';

/** What a row holds of a text; the whole goes to the object store when it is longer. */
const PREVIEW_BYTES = 2_048;

export type StoredText = { readonly object: ObjectRef; readonly content: Buffer };

/**
 * An excerpt, and what must be stored before the excerpt may refer to it. The key is the content's hash:
 * the same text is stored once per execution, and storing it again is harmless.
 */
export function excerptOf(
  executionId: ExecutionId,
  text: string,
): { readonly excerpt: Excerpt; readonly stored?: StoredText } {
  const content = Buffer.from(text);
  const bytes = content.length;
  if (bytes <= PREVIEW_BYTES) return { excerpt: { preview: text, bytes } };
  const sha256 = createHash('sha256').update(content).digest('hex');
  const key = excerptKey(executionId, sha256);
  const object = { key, sha256, size: bytes, contentType: 'text/plain; charset=utf-8' };
  return { excerpt: { preview: previewOf(content), bytes, object }, stored: { object, content } };
}

/** Cut before a character rather than inside it. */
function previewOf(content: Buffer): string {
  let end = PREVIEW_BYTES;
  while (isContinuation(content[end])) end -= 1;
  return content.toString('utf8', 0, end);
}

const isContinuation = (byte = 0): boolean => (byte & 0b1100_0000) === 0b1000_0000;
