import type { Pool } from 'pg';
import { z } from 'zod';
import type { TimelineEntry } from '#shared/contracts/http.js';
import type { SessionId } from '#shared/contracts/ids.js';
import { fromCursor, type Page, type PageRequest, toCursor } from './page-cursor.js';

export type TimelineRequest = PageRequest & {
  /** The streamed text too; the messages repeat it. */
  readonly includeChunks?: boolean;
  /**
   * Only what the session's journal gave, without the gateway's rows. The two are written independently,
   * so that a row of one may appear behind the other's; one journal is in order, and can be followed.
   */
  readonly journalOnly?: boolean;
};

const Position = z.tuple([z.iso.datetime(), z.string(), z.int(), z.int()]);

type EventRow = {
  readonly journal_id: string;
  readonly seq: string;
  readonly n: number;
  readonly time: Date;
  readonly type: string;
  readonly data: Record<string, unknown>;
};

/** Everything that happened in a session, by time. */
export async function readTimeline(
  pool: Pool,
  sessionId: SessionId,
  { after, limit, includeChunks = false, journalOnly = false }: TimelineRequest,
): Promise<Page<TimelineEntry>> {
  const [time, journalId, seq, n] = fromCursor(Position, after) ?? ['-infinity', '', 0, 0];
  const { rows } = await pool.query<EventRow>(
    `SELECT journal_id, seq, n, time, type, data FROM observability_events
     WHERE session_id = $1 AND (time, journal_id, seq, n) > ($2::timestamptz, $3, $4, $5)
       AND ($6 OR type <> 'StreamChunk') AND (NOT $7 OR journal_id = $8)
     ORDER BY time, journal_id, seq, n LIMIT $9`,
    [sessionId, time, journalId, seq, n, includeChunks, journalOnly, sessionId, limit],
  );
  const last = rows.at(-1);
  return { items: rows.map(toEntry), ...(last && { next: cursorOf(last) }) };
}

const cursorOf = (row: EventRow): string =>
  toCursor([row.time.toISOString(), row.journal_id, Number(row.seq), row.n]);

const toEntry = ({ seq, n, time, type, data }: EventRow): TimelineEntry => ({
  seq: Number(seq),
  n,
  time: time.toISOString(),
  type,
  data,
});
