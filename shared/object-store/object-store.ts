import type { Readable } from 'node:stream';
import type { ObjectRef } from '#shared/contracts/object-ref.js';
import { DomainError } from '#shared/domain/domain-error.js';

export type ObjectContent = Readable | Buffer | string;

export type PutOptions = {
  readonly contentType: string;
  /** Bytes that must arrive; anything else is an ObjectSizeMismatchError and nothing is stored. */
  readonly size?: number;
};

export type ObjectStat = { readonly size: number; readonly contentType: string };

/** Contents that are too large for events and payloads. Keys are listed in docs/architecture.md. */
export interface ObjectStore {
  /**
   * Stores the content and returns its proof, computed while it streams; memory stays bounded.
   * The object appears as a whole or not at all; the same key is replaced, so a repeated put is harmless.
   */
  put(key: string, content: ObjectContent, options: PutOptions): Promise<ObjectRef>;
  /** The caller reads the stream to its end or destroys it. ObjectNotFoundError when there is none. */
  get(key: string): Promise<Readable>;
  /** UTF-8. ObjectNotFoundError when there is none. */
  getText(key: string): Promise<string>;
  stat(key: string): Promise<ObjectStat | undefined>;
  /** Keys that start with the prefix, in ascending order. */
  list(prefix: string): AsyncIterable<string>;
  /** Removing what is not there is a success. */
  remove(key: string): Promise<void>;
}

export class ObjectNotFoundError extends DomainError {
  override name = 'ObjectNotFoundError';
  readonly code = 'object_not_found';

  constructor(
    readonly key: string,
    options?: ErrorOptions,
  ) {
    super(`object ${key} is not in the object store`, options);
  }
}

export class ObjectSizeMismatchError extends DomainError {
  override name = 'ObjectSizeMismatchError';
  readonly code = 'object_size_mismatch';

  constructor(
    readonly key: string,
    readonly expectedSize: number,
    readonly actualSize: number,
  ) {
    super(`object ${key} has ${actualSize} bytes where ${expectedSize} were announced`);
  }
}
