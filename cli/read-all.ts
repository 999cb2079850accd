import type { z } from 'zod';
import type { ApiClient } from './api-client.js';

type PageSchema<T> = z.ZodType<{ items: T[]; next?: string | undefined }>;

type Request = {
  readonly path: string;
  readonly query: Readonly<Record<string, boolean>>;
};

/** Every item of a list that is read by `after`, page by page. */
export async function* readAll<T>(
  api: ApiClient,
  schema: PageSchema<T>,
  { path, query }: Request,
): AsyncGenerator<T> {
  let after: string | undefined;
  for (;;) {
    const { items, next } = await api.get(schema, path, { ...query, after });
    yield* items;
    if (items.length === 0 || next === undefined) return;
    after = next;
  }
}
