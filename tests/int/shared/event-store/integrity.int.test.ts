import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anchorStreams } from '#shared/event-store/integrity/anchor-streams.js';
import { latestAnchor, readAnchors } from '#shared/event-store/integrity/read-anchors.js';
import { verifyEvents } from '#shared/event-store/integrity/verify-events.js';
import { PostgresEventStore } from '#shared/event-store/postgres-event-store.js';
import { batch, newEvent, newExecutionId } from '../../../contract/event-store.js';
import { InMemoryObjectStore } from '../../../support/in-memory-object-store.js';
import { type TestDatabase, TimescaleDb } from '../../../support/timescaledb.js';

let server: TimescaleDb;

beforeAll(async () => {
  server = await TimescaleDb.start();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** A store of its own with two streams of four events, anchored after two and after four. */
async function anchored() {
  const database = await server.createDatabase();
  const store = new PostgresEventStore(database.app);
  const objects = new InMemoryObjectStore();
  const [one, other] = [newExecutionId(), newExecutionId()];
  for (const [seq, time] of [
    [1, '2026-01-01T00:00:00.000Z'],
    [3, '2026-01-01T01:00:00.000Z'],
  ] as const) {
    for (const id of [one, other]) {
      await store.appendBatch(batch(id, 'run-1', { seq, types: ['A', 'B'] }));
    }
    await anchorStreams(database.app, objects, time);
  }
  return {
    database,
    store,
    objects,
    one,
    other,
    verify: () => verifyEvents(database.app, readAnchors(objects)),
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** What only somebody with the owner's rights and an intent can do. */
async function tamper(database: TestDatabase, sql: string, values: unknown[]): Promise<void> {
  await database.owner.query('ALTER TABLE domain_events DISABLE TRIGGER ALL');
  await database.owner.query(sql, values);
  await database.owner.query('ALTER TABLE domain_events ENABLE TRIGGER ALL');
}

describe('verification of the events', () => {
  it('finds nothing in what the store wrote', async () => {
    await using world = await anchored();
    await world.store.appendBatch(batch(world.one, 'run-1', { seq: 5, types: ['single'] }));
    await world.store.appendBatch(batch(world.one, 'run-2', { seq: 3, types: ['after a reset'] }));
    await world.store.append(`workflow:${world.one}`, [newEvent(world.one)], {
      expectedVersion: 0,
    });
    await expect(world.verify()).resolves.toEqual([]);
  });

  it.each([
    ['its content', `data = '{"seq":99}'`],
    ['its type', `type = 'C'`],
    ['its time', `occurred_at = occurred_at + interval '1 microsecond'`],
    ['its metadata', `metadata = '{"runId":"run-2","seq":2}'`],
    ['its id', `event_id = 'forged'`],
  ])('shows an event that was changed in %s', async (_, change) => {
    await using world = await anchored();
    await tamper(
      world.database,
      `UPDATE domain_events SET ${change} WHERE stream_id = $1 AND version = 2`,
      [world.one],
    );
    await expect(world.verify()).resolves.toEqual([
      { kind: 'changed_event', streamId: world.one, version: 2 },
    ]);
  });

  it('shows an event that was changed together with every hash after it', async () => {
    await using world = await anchored();
    await tamper(
      world.database,
      `UPDATE domain_events SET hash = sha256(hash) WHERE stream_id = $1 AND version = 4`,
      [world.one],
    );
    const findings = await world.verify();
    expect(findings).toEqual([{ kind: 'changed_event', streamId: world.one, version: 4 }]);
  });

  it('shows a missing event', async () => {
    await using world = await anchored();
    await tamper(world.database, 'DELETE FROM domain_events WHERE stream_id = $1 AND version = 3', [
      world.one,
    ]);
    await expect(world.verify()).resolves.toEqual([
      { kind: 'missing_event', streamId: world.one, version: 3 },
    ]);
  });

  it('shows a stream that lost its end, though its chain is whole', async () => {
    await using world = await anchored();
    await tamper(world.database, 'DELETE FROM domain_events WHERE stream_id = $1 AND version > 1', [
      world.one,
    ]);
    await expect(world.verify()).resolves.toEqual([
      { kind: 'truncated_stream', streamId: world.one, version: 2 },
    ]);
  });

  it('shows a stream that is gone', async () => {
    await using world = await anchored();
    await tamper(world.database, 'DELETE FROM domain_events WHERE stream_id = $1', [world.other]);
    await expect(world.verify()).resolves.toEqual([
      { kind: 'removed_stream', streamId: world.other, version: 1 },
    ]);
  });

  it('shows an anchor that was changed, and one that is gone', async () => {
    await using world = await anchored();
    const [first, second] = [
      'anchors/2026-01-01T00:00:00.000Z.json',
      'anchors/2026-01-01T01:00:00.000Z.json',
    ];
    const text = await world.objects.getText(second);
    const forged = text.replace(/"version":4/, '"version":3');
    await world.objects.put(second, forged, { contentType: 'application/json' });
    expect(await world.verify()).toContainEqual({ kind: 'broken_anchor', key: second });
    await world.objects.put(second, text, { contentType: 'application/json' });
    await world.objects.remove(first);
    await expect(world.verify()).resolves.toEqual([{ kind: 'broken_anchor', key: second }]);
  });
});

describe('anchors', () => {
  it('count all streams and hold the heads of those that grew', async () => {
    await using world = await anchored();
    await world.store.appendBatch(batch(world.one, 'run-1', { seq: 5, types: ['C'] }));
    const key = await anchorStreams(world.database.app, world.objects, '2026-01-01T02:00:00.000Z');
    await expect(latestAnchor(world.objects)).resolves.toMatchObject({
      key,
      anchor: { streams: 2, heads: [{ streamId: world.one, version: 5 }] },
    });
  });

  it('follow each other, whoever takes them at once and whatever its clock says', async () => {
    await using world = await anchored();
    const early = '2025-12-31T00:00:00.000Z';
    const anchorAfter = async (seq: number) => {
      await world.store.appendBatch(batch(world.one, 'run-1', { seq, types: ['C'] }));
      const takers = [0, 1, 2].map(() => anchorStreams(world.database.app, world.objects, early));
      return (await Promise.all(takers)).filter((key) => key !== undefined);
    };
    expect(await anchorAfter(5)).toHaveLength(1);
    expect(await anchorAfter(6)).toHaveLength(1);
    expect(await world.verify()).toEqual([]);
  });

  it('are not written when nothing was appended', async () => {
    await using world = await anchored();
    await expect(
      anchorStreams(world.database.app, world.objects, '2026-01-01T02:00:00.000Z'),
    ).resolves.toBeUndefined();
  });
});
