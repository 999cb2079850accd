import type { Pool } from 'pg';
import { z } from 'zod';
import type { ConversationMessage } from '#shared/contracts/http.js';
import type { SessionId } from '#shared/contracts/ids.js';
import type { TelemetryBodyOf } from '#shared/contracts/telemetry.js';
import { fromCursor, type Page, type PageRequest, toCursor } from './page-cursor.js';

const Position = z.tuple([z.int(), z.int()]);

type MessageRow = {
  readonly seq: string;
  readonly n: number;
  readonly time: Date;
  readonly data: TelemetryBodyOf<'MessageAdded'>['data'];
};

/**
 * The messages of a session in the order of its journal. Who follows a running session asks again with
 * the last `next` and misses nothing: a journal is written in order.
 */
export async function readConversation(
  pool: Pool,
  sessionId: SessionId,
  { after, limit }: PageRequest,
): Promise<Page<ConversationMessage>> {
  const [seq, n] = fromCursor(Position, after) ?? [0, 0];
  const { rows } = await pool.query<MessageRow>(
    `SELECT seq, n, time, data FROM observability_events
     WHERE journal_id = $1 AND type = 'MessageAdded' AND (seq, n) > ($2, $3)
     ORDER BY seq, n LIMIT $4`,
    [sessionId, seq, n, limit],
  );
  const last = rows.at(-1);
  return {
    items: rows.map(toMessage),
    ...(last && { next: toCursor([Number(last.seq), last.n]) }),
  };
}

function toMessage({ seq, time, data }: MessageRow): ConversationMessage {
  return {
    seq: Number(seq),
    time: time.toISOString(),
    role: data.role,
    ...(data.messageId !== undefined && { messageId: data.messageId }),
    content: data.content,
  };
}
