import { DomainError } from '#shared/domain/domain-error.js';

export type PageRequest = {
  /** The `next` of the page before; the first page when left out. */
  readonly before?: string | undefined;
  readonly limit: number;
};

export type Page<T> = { readonly items: T[]; readonly next?: string };

type Cursor = { readonly time: string; readonly id: string };

type PageShape<Row, Item> = {
  readonly limit: number;
  readonly time: (row: Row) => Date;
  readonly item: (row: Row) => Item;
};

/** Lists are asked for one row more than the limit: it tells whether there is a next page. */
export function pageOf<Row extends { readonly id: string }, Item>(
  rows: readonly Row[],
  { limit, time, item }: PageShape<Row, Item>,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const items = shown.map(item);
  const last = shown.at(-1);
  if (rows.length <= limit || !last) return { items };
  return { items, next: writeCursor({ time: time(last).toISOString(), id: last.id }) };
}

const writeCursor = ({ time, id }: Cursor): string =>
  Buffer.from(`${time} ${id}`).toString('base64url');

/** Errors: InvalidCursorError. */
export function parseCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  const [time = '', id = ''] = Buffer.from(text, 'base64url').toString().split(' ');
  if (id === '' || Number.isNaN(Date.parse(time))) throw new InvalidCursorError(text);
  return { time, id };
}

export class InvalidCursorError extends DomainError {
  override name = 'InvalidCursorError';
  readonly code = 'invalid_cursor';

  constructor(readonly cursor: string) {
    super('cursor is not one of ours; pass the `next` of an earlier page, or leave it out');
  }
}
