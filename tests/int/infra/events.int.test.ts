import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PostgresEventStore } from '#shared/event-store/postgres-event-store.js';
import { COMMANDS, type Deps, usage } from '../../../infra/events/commands.js';
import { batch, newExecutionId } from '../../contract/event-store.js';
import { InMemoryObjectStore } from '../../support/in-memory-object-store.js';
import { type TestDatabase, TimescaleDb } from '../../support/timescaledb.js';

let server: TimescaleDb;
let database: TestDatabase;
let deps: Deps;

beforeAll(async () => {
  server = await TimescaleDb.start();
  database = await server.createDatabase();
  deps = { pool: database.app, objects: new InMemoryObjectStore() };
  const store = new PostgresEventStore(database.app);
  await store.appendBatch(batch(newExecutionId(), 'run-1', { types: ['A', 'B'] }));
  await store[Symbol.asyncDispose]();
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const run = (command: string) => COMMANDS[command]?.run(deps);

describe('events program', () => {
  it('anchors, rebuilds and finds everything in order', async () => {
    await expect(run('anchor')).resolves.toMatchObject({
      summary: expect.stringMatching(/^anchors\/.*\.json$/),
    });
    await expect(run('anchor')).resolves.toMatchObject({
      summary: 'nothing was appended since the last anchor',
    });
    await expect(run('rebuild')).resolves.toMatchObject({
      summary: 'the read models are rebuilt from 2 events',
    });
    for (const command of ['verify', 'verify-projections']) {
      await expect(run(command)).resolves.toMatchObject({ findings: [] });
    }
  });

  it('counts what it found', async () => {
    await database.owner.query('ALTER TABLE domain_events DISABLE TRIGGER ALL');
    await database.owner.query('DELETE FROM domain_events');
    await expect(run('verify')).resolves.toMatchObject({
      summary: 'not all is well, findings: 1; nothing was changed',
      findings: [{ kind: 'removed_stream' }],
    });
  });

  it('explains every command', () => {
    for (const command of Object.keys(COMMANDS)) expect(usage()).toContain(`  ${command} `);
  });
});
