import { z } from 'zod';
import { DomainError } from '#shared/domain/domain-error.js';

/** A page of something that grows at its end, oldest first. `next` continues after the last item; an empty page has none. */
export type Page<T> = { readonly items: readonly T[]; readonly next?: string };

export type PageRequest = { readonly after?: string | undefined; readonly limit: number };

export const toCursor = (position: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/** Undefined stays undefined: the first page. InvalidCursorError for what `toCursor` did not make. */
export function fromCursor<S extends z.ZodType>(
  schema: S,
  cursor: string | undefined,
): z.output<S> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      throw new InvalidCursorError(cursor);
    }
    throw error;
  }
}

export class InvalidCursorError extends DomainError {
  override name = 'InvalidCursorError';
  readonly code = 'invalid_cursor';

  constructor(readonly cursor: string) {
    super('the page cursor is not valid; take it from the `next` of an earlier page');
  }
}
