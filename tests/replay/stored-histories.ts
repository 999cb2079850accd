import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import proto, { type temporal } from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;
type History = temporal.api.history.v1.IHistory;

export const HISTORIES = fileURLToPath(new URL('histories', import.meta.url));

/** A history carries no workflow id, but its events have it in theirs: it is stored beside. */
export type StoredHistory = { readonly workflowId: string; readonly history: History };

/** Readable JSON, with bytes in base64; the inverse of `parseHistory`. */
export function printHistory({ workflowId, history }: StoredHistory): string {
  const plain = History.toObject(History.fromObject(history), {
    bytes: String,
    longs: String,
    enums: String,
  });
  return `${JSON.stringify({ workflowId, history: plain }, withoutStackTraces, 1)}\n`;
}

// They name folders of the machine that recorded, and replay never reads them.
const withoutStackTraces = (key: string, value: unknown): unknown =>
  key === 'stackTrace' ? '' : value;

export function parseHistory(text: string): StoredHistory {
  const { workflowId, history } = JSON.parse(text) as { workflowId: string; history: object };
  return { workflowId, history: History.fromObject(history) };
}

/** Every stored history, oldest release first. */
export function storedHistories(): StoredHistory[] {
  const files = readdirSync(HISTORIES).sort();
  return files.map((file) => parseHistory(readFileSync(join(HISTORIES, file), 'utf8')));
}
