import type { ObjectStore } from '#shared/object-store/object-store.js';
import { Anchor, ANCHOR_PREFIX } from './anchor.js';

export type AnchorObjects = Pick<ObjectStore, 'put' | 'getText' | 'list'>;

export type KeptAnchor = { readonly key: string; readonly anchor: Anchor };

/** Oldest first. */
export async function* readAnchors(
  objects: Pick<AnchorObjects, 'getText' | 'list'>,
): AsyncGenerator<KeptAnchor> {
  for await (const key of objects.list(ANCHOR_PREFIX)) yield await readAnchor(objects, key);
}

export async function latestAnchor(objects: AnchorObjects): Promise<KeptAnchor | undefined> {
  let latest: string | undefined;
  for await (const key of objects.list(ANCHOR_PREFIX)) latest = key;
  return latest === undefined ? undefined : await readAnchor(objects, latest);
}

async function readAnchor(
  objects: Pick<AnchorObjects, 'getText'>,
  key: string,
): Promise<KeptAnchor> {
  return { key, anchor: Anchor.parse(JSON.parse(await objects.getText(key))) };
}
