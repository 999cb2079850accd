import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ObjectStore } from '#shared/object-store/object-store.js';
import { describeObjectStore } from '../../../contract/object-store.js';
import { Minio } from '../../../support/minio.js';

let minio: Minio;
const opened: AsyncDisposable[] = [];

async function open(bucket?: string): Promise<ObjectStore> {
  const store = await minio.open(bucket);
  opened.push(store);
  return store;
}

beforeAll(async () => {
  minio = await Minio.start();
});

afterAll(async () => {
  for (const store of opened) await store[Symbol.asyncDispose]();
  await minio[Symbol.asyncDispose]();
});

describeObjectStore('MinIO', open);

describe('MinIO', () => {
  it('finds the bucket that another process made at the same moment', async () => {
    const stores = await Promise.all([open('shared'), open('shared'), open('shared')]);
    await stores[0].put('key', 'x', { contentType: 'text/plain' });
    expect(await stores[2].getText('key')).toBe('x');
  });
});
