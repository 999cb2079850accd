import type { TelemetryEvent } from '#shared/contracts/telemetry.js';

/** A telemetry event as the hypertable takes it. */
export type TelemetryRow = {
  readonly time: string;
  readonly journalId: string;
  readonly seq: number;
  readonly n: number;
  readonly type: TelemetryEvent['type'];
  readonly executionId: string;
  readonly phaseId: string | null;
  readonly sessionId: string | null;
  /** JSON that PostgreSQL's jsonb accepts. */
  readonly data: string;
};

export function toRow(event: TelemetryEvent): TelemetryRow {
  return {
    time: event.time,
    journalId: event.journalId,
    seq: event.seq,
    n: event.n,
    type: event.type,
    executionId: event.executionId,
    phaseId: event.phaseId ?? null,
    sessionId: event.sessionId ?? null,
    data: toJsonb(event.data),
  };
}

const REFUSED_BY_JSONB = /\\u(0000|d[89a-f])/;

/** An agent prints any bytes, but jsonb holds neither NUL nor half of a surrogate pair: both become U+FFFD. */
function toJsonb(data: unknown): string {
  const json = JSON.stringify(data);
  if (!REFUSED_BY_JSONB.test(json)) return json;
  return JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'string' ? replaceUnstorable(value) : value,
  );
}

function replaceUnstorable(text: string): string {
  const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
  return wellFormed.replaceAll('\0', '\uFFFD');
}
