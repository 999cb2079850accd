import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { AppendBatch } from '#shared/contracts/activities.js';
import type { EventStore } from '#shared/event-store/event-store.js';

/** Writes one batch and resolves when it is durable. */
export type Contender = (batch: AppendBatch) => Promise<unknown>;

const EVENTS_PER_STREAM = 40;
const HASH = randomBytes(32);

const COLUMNS = [
  'stream_id',
  'version',
  'event_id',
  'type',
  'schema_version',
  'data',
  'metadata',
  'occurred_at',
  'recorded_at',
  'hash',
];

/** A table of the same columns, indexes and defaults, without triggers: what plain INSERTs cost. */
export async function createRawTable(pool: Pool): Promise<void> {
  await pool.query('CREATE TABLE raw_events (LIKE domain_events INCLUDING ALL)');
}

/** One INSERT for the batch: no lock, no look at the stream, no order, no repeated ids, a constant for a hash. */
export function rawInsert(pool: Pool): Contender {
  return ({ streamId, runId, seq, events }) => {
    const recordedAt = new Date();
    const values = events.flatMap((event, index) => [
      streamId,
      seq + index,
      event.id,
      event.type,
      event.schemaVersion,
      event.data,
      { runId, seq: seq + index },
      event.occurredAt,
      recordedAt,
      HASH,
    ]);
    return pool.query({ name: `raw_${events.length}`, text: rawText(events.length), values });
  };
}

function rawText(rows: number): string {
  const tuples = Array.from({ length: rows }, (_, row) => {
    const places = COLUMNS.map((__, column) => `$${row * COLUMNS.length + column + 1}`);
    return `(${places.join(', ')})`;
  });
  return `INSERT INTO raw_events (${COLUMNS.join(', ')}) VALUES ${tuples.join(', ')}`;
}

export function storeAppend(store: EventStore): Contender {
  return (batch) => store.appendBatch(batch);
}

/** Batches of an execution after another, as an outbox would send them. */
export function* batches(size: number): Generator<AppendBatch, never> {
  for (;;) {
    const streamId = `exe-${randomBytes(10).toString('hex')}`;
    for (let seq = 1; seq <= EVENTS_PER_STREAM; seq += size) {
      yield { streamId, runId: 'run-1', seq, events: eventsFrom(streamId, seq, size) };
    }
  }
}

function eventsFrom(streamId: string, seq: number, size: number): AppendBatch['events'] {
  return Array.from({ length: size }, (_, index) => ({
    id: `${streamId}/run-1/${seq + index}`,
    type: 'ArtifactStored',
    schemaVersion: 1,
    data: {
      phaseId: 'discovery',
      sessionId: '0199f2a0-0000-4000-8000-000000000001',
      artifactId: `art-${'a'.repeat(24)}`,
      path: `reports/page-${seq + index}.md`,
      object: {
        key: `executions/${streamId}/artifacts/art-${'a'.repeat(24)}`,
        sha256: 'b'.repeat(64),
        size: 12_345,
        contentType: 'text/markdown',
      },
    },
    occurredAt: '2026-01-01T00:00:00.000Z',
  }));
}
