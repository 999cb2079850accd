import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendBatch } from '#shared/event-store/append-batch.js';
import { BEGINNING } from '#shared/event-store/event-store.js';
import { PostgresEventStore } from '#shared/event-store/postgres-event-store.js';
import { batch, describeEventStore, newExecutionId } from '../../../contract/event-store.js';
import { type TestDatabase, TimescaleDb } from '../../../support/timescaledb.js';

let server: TimescaleDb;
let database: TestDatabase;
let store: PostgresEventStore;

beforeAll(async () => {
  server = await TimescaleDb.start();
  database = await server.createDatabase();
  store = new PostgresEventStore(database.app);
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

describeEventStore('PostgresEventStore', () => store);

describe('PostgresEventStore', () => {
  it('does not skip a commit that comes late', async () => {
    const [late, early] = [newExecutionId(), newExecutionId()];
    const slow = await database.app.connect();
    await slow.query('BEGIN');
    await appendBatch(slow, batch(late, 'run-1', { types: ['ExecutionStarted'] }));
    await store.appendBatch(batch(early, 'run-1', { types: ['ExecutionStarted'] }));

    const read = async () =>
      (await store.readAll({ after: BEGINNING, limit: 1_000 }))
        .map(({ streamId }) => streamId)
        .filter((id) => [late, early].includes(id));
    await expect(read()).resolves.toEqual([]);
    await slow.query('COMMIT');
    slow.release();
    await expect(read()).resolves.toEqual([late, early]);
  });

  it.each(['syn_app', 'syn_owner'] as const)('refuses changes by %s', async (role) => {
    const id = newExecutionId();
    await store.appendBatch(batch(id, 'run-1', { types: ['ExecutionStarted'] }));
    const pool = database.pool(role);
    const refusal = role === 'syn_app' ? /permission denied/ : /domain_events is append-only/;
    await expect(pool.query(`UPDATE domain_events SET type = 'X'`)).rejects.toThrow(refusal);
    await expect(pool.query('DELETE FROM domain_events')).rejects.toThrow(refusal);
    await expect(pool.query('TRUNCATE domain_events')).rejects.toThrow(refusal);
    await expect(store.readStream(id)).resolves.toHaveLength(1);
  });

  it('refuses changes even when someone granted them to the application', async () => {
    await using granted = await server.createDatabase();
    await granted.owner.query('GRANT ALL ON domain_events TO syn_app');
    for (const sql of [
      `UPDATE domain_events SET type = 'X'`,
      'DELETE FROM domain_events',
      'TRUNCATE domain_events',
    ]) {
      await expect(granted.app.query(sql)).rejects.toThrow(/domain_events is append-only/);
    }
  });

  it('wakes its subscribers again after it lost its connection', async () => {
    const id = newExecutionId();
    let wakes = 0;
    const subscription = await store.subscribe(id, () => wakes++);
    await database
      .pool('postgres')
      .query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND query LIKE 'LISTEN %'`,
        [database.name],
      );
    let seq = 0;
    while (wakes < 2) {
      seq += 1;
      await store.appendBatch(batch(id, 'run-1', { seq, types: ['ExecutionStarted'] }));
    }
    expect(wakes).toBeGreaterThan(1);
    await subscription[Symbol.asyncDispose]();
  });
});
