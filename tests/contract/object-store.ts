import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  ObjectNotFoundError,
  ObjectSizeMismatchError,
  type ObjectStore,
} from '#shared/object-store/object-store.js';

const TEXT = { contentType: 'text/plain' };
const BYTES = { contentType: 'application/octet-stream' };
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys;
}

/** What every adapter of the port keeps. `open` gives a store that is empty. */
export function describeObjectStore(name: string, open: () => Promise<ObjectStore>): void {
  describe(`object store: ${name}`, () => {
    let store: ObjectStore;

    beforeAll(async () => {
      store = await open();
    });

    it('returns the proof of what it stored', async () => {
      const ref = await store.put('proof/text', 'naïve ☃', TEXT);
      expect(ref).toEqual({
        key: 'proof/text',
        sha256: sha256('naïve ☃'),
        size: 10,
        contentType: 'text/plain',
      });
      expect(await store.getText('proof/text')).toBe('naïve ☃');
      expect(await store.stat('proof/text')).toEqual({ size: 10, contentType: 'text/plain' });
    });

    it.each([0, 1, 8_388_608, 8_388_609, 20_000_000])(
      'keeps a stream of %d bytes whose length nobody announced',
      async (size) => {
        const content = randomBytes(size);
        const key = `streams/${size}`;
        const ref = await store.put(key, Readable.from(chunked(content)), BYTES);
        expect(ref).toEqual({ key, sha256: sha256(content), size, ...BYTES });
        expect(sha256(await buffer(await store.get(key)))).toBe(ref.sha256);
        expect(await store.stat(key)).toEqual({ size, ...BYTES });
      },
    );

    it('replaces an object that is put again', async () => {
      await store.put('again', 'first', TEXT);
      await store.put('again', 'second', { contentType: 'text/markdown' });
      expect(await store.getText('again')).toBe('second');
      expect(await store.stat('again')).toEqual({ size: 6, contentType: 'text/markdown' });
    });

    it.each([3, 9_000_000])('stores nothing when its source fails after %d bytes', async (size) => {
      const failing = Readable.from(failsAfter(randomBytes(size)));
      await expect(store.put(`failed/${size}`, failing, BYTES)).rejects.toThrow('source broke');
      expect(await store.stat(`failed/${size}`)).toBeUndefined();
    });

    it.each([3, 9_000_000])(
      'stores nothing when %d bytes come and more were announced',
      async (size) => {
        const put = store.put(`short/${size}`, Readable.from(chunked(randomBytes(size))), {
          ...BYTES,
          size: size + 1,
        });
        await expect(put).rejects.toThrow(ObjectSizeMismatchError);
        expect(await store.stat(`short/${size}`)).toBeUndefined();
      },
    );

    it('says by name that an object is missing', async () => {
      await expect(store.get('missing')).rejects.toThrow(ObjectNotFoundError);
      await expect(store.getText('missing')).rejects.toThrow(ObjectNotFoundError);
      expect(await store.stat('missing')).toBeUndefined();
    });

    it('removes an object, and what is not there', async () => {
      await store.put('removed', 'x', TEXT);
      await store.remove('removed');
      await store.remove('removed');
      expect(await store.stat('removed')).toBeUndefined();
    });

    it('lists the keys of a prefix in order', async () => {
      for (const key of ['list/b', 'list/a/2', 'list/a/1', 'listed']) {
        await store.put(key, '', TEXT);
      }
      expect(await keysOf(store, 'list/')).toEqual(['list/a/1', 'list/a/2', 'list/b']);
      expect(await keysOf(store, 'nothing/')).toEqual([]);
    });
  });
}

/** Pieces that meet no boundary of anything. */
function* chunked(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += 70_001) yield content.subarray(at, at + 70_001);
}

function* failsAfter(content: Buffer): Generator<Buffer> {
  yield* chunked(content);
  throw new Error('source broke');
}
