import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ObjectRef } from '#shared/contracts/object-ref.js';
import {
  type ObjectContent,
  ObjectNotFoundError,
  ObjectSizeMismatchError,
  type ObjectStat,
  type ObjectStore,
  type PutOptions,
} from '#shared/object-store/object-store.js';

type Stored = { readonly bytes: Buffer; readonly contentType: string };

/** The port without a server, held to the same contract suite as the adapter. */
export class InMemoryObjectStore implements ObjectStore {
  readonly #objects = new Map<string, Stored>();

  async put(
    key: string,
    content: ObjectContent,
    { contentType, size }: PutOptions,
  ): Promise<ObjectRef> {
    const bytes = content instanceof Readable ? await buffer(content) : Buffer.from(content);
    if (size !== undefined && size !== bytes.length) {
      throw new ObjectSizeMismatchError(key, size, bytes.length);
    }
    this.#objects.set(key, { bytes, contentType });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { key, sha256, size: bytes.length, contentType };
  }

  get(key: string): Promise<Readable> {
    return Promise.resolve(key).then((name) => Readable.from([this.#found(name).bytes]));
  }

  getText(key: string): Promise<string> {
    return Promise.resolve(key).then((name) => this.#found(name).bytes.toString('utf8'));
  }

  stat(key: string): Promise<ObjectStat | undefined> {
    const stored = this.#objects.get(key);
    return Promise.resolve(
      stored && { size: stored.bytes.length, contentType: stored.contentType },
    );
  }

  async *list(prefix: string): AsyncIterable<string> {
    await Promise.resolve();
    yield* [...this.#objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  remove(key: string): Promise<void> {
    this.#objects.delete(key);
    return Promise.resolve();
  }

  #found(key: string): Stored {
    const stored = this.#objects.get(key);
    if (!stored) throw new ObjectNotFoundError(key);
    return stored;
  }
}
