import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PostgresEventStore } from '#shared/event-store/postgres-event-store.js';
import { listWorkflows } from '#shared/projections/workflows.js';
import { createLogger } from '#shared/runtime/logger.js';
import { applyWorkflow } from '#shared/workflows/apply-workflow.js';
import { Projector } from '../../../worker/projector/projector.js';
import { type TestDatabase, TimescaleDb } from '../../support/timescaledb.js';
import { until } from '../../support/until.js';
import { workflowDefinition } from '../../support/workflow-definition.js';

const logger = createLogger('test', 'silent');
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

const apply = (id: string) =>
  applyWorkflow(store, {
    definition: workflowDefinition(id),
    hash: 'a'.repeat(64),
    now: '2026-01-01T00:00:00.000Z',
  });

const listed = async () => (await listWorkflows(database.app, { limit: 100 })).items.length;

describe('projector', () => {
  it('keeps the read models up, and several of them do not get in each other’s way', async () => {
    await apply('before');
    const projectors = [1, 2].map(() => new Projector({ pool: database.app, store, logger }));
    await until(async () => (await listed()) === 1);
    await Promise.all(['one', 'two', 'three'].map(apply));
    await until(async () => (await listed()) === 4);
    await Promise.all(projectors.map((projector) => projector[Symbol.asyncDispose]()));
    await apply('after');
    expect(await listed()).toBe(4);
  });

  it('goes on when the database refused for a while', async () => {
    await database.owner.query('REVOKE UPDATE ON projection_checkpoints FROM syn_app');
    const projector = new Projector({ pool: database.app, store, logger });
    await apply('refused');
    await database.owner.query('GRANT UPDATE ON projection_checkpoints TO syn_app');
    await until(async () => (await listed()) === 6);
    await projector[Symbol.asyncDispose]();
  });
});
