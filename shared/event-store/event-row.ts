import type { Pool, PoolClient } from 'pg';
import type { StoredEvent } from '#shared/contracts/event-envelope.js';
import type { RecordedEvent } from './event-store.js';

/** A pool, or one connection of it inside a transaction. */
export type Queryable = Pick<Pool | PoolClient, 'query'>;

export const EVENT_COLUMNS = `global_position, stream_id, version, event_id, type, schema_version, data, metadata,
  occurred_at, recorded_at, transaction_id`;

export type EventRow = {
  readonly global_position: string;
  readonly stream_id: string;
  readonly version: number;
  readonly event_id: string;
  readonly type: string;
  readonly schema_version: number;
  readonly data: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
  readonly occurred_at: Date;
  readonly recorded_at: Date;
  readonly transaction_id: string;
};

export function toStoredEvent(row: EventRow): StoredEvent {
  return {
    id: row.event_id,
    streamId: row.stream_id,
    version: row.version,
    type: row.type,
    schemaVersion: row.schema_version,
    data: row.data,
    metadata: row.metadata,
    occurredAt: row.occurred_at.toISOString(),
    recordedAt: row.recorded_at.toISOString(),
    globalPosition: row.global_position,
  };
}

export function toRecordedEvent(row: EventRow): RecordedEvent {
  const { transaction_id: transactionId, global_position: globalPosition } = row;
  return { ...toStoredEvent(row), checkpoint: { transactionId, globalPosition } };
}
