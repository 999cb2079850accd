import { createHash } from 'node:crypto';
import type { ObjectRef } from '#shared/contracts/object-ref.js';
import { ObjectSizeMismatchError, type PutOptions } from './object-store.js';

/** Hash and size of a content, taken while it passes by. */
export class ContentProof {
  readonly #hash = createHash('sha256');
  #size = 0;

  add(bytes: Buffer): void {
    this.#hash.update(bytes);
    this.#size += bytes.length;
  }

  /** To be called once, after the last byte and before the object becomes visible. */
  seal(key: string, { contentType, size }: PutOptions): ObjectRef {
    if (size !== undefined && size !== this.#size) {
      throw new ObjectSizeMismatchError(key, size, this.#size);
    }
    return { key, sha256: this.#hash.digest('hex'), size: this.#size, contentType };
  }
}
