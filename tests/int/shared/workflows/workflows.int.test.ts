import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkflowNotFoundError } from '#shared/domain/workflow/workflow.js';
import { DefinitionNotFoundError, loadDefinition } from '#shared/event-store/load-definition.js';
import { PostgresEventStore } from '#shared/event-store/postgres-event-store.js';
import { applyWorkflow } from '#shared/workflows/apply-workflow.js';
import { archiveWorkflow } from '#shared/workflows/archive-workflow.js';
import { findStartableWorkflow, findWorkflow } from '#shared/workflows/find-workflow.js';
import { type TestDatabase, TimescaleDb } from '../../../support/timescaledb.js';
import { workflowDefinition } from '../../../support/workflow-definition.js';

const now = '2026-01-01T00:00:00.000Z';
const hash = (digit: number): string => String(digit).repeat(64);
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

describe('workflow definitions', () => {
  it('are created, left alone, updated and pinned by version and hash', async () => {
    const [first, second] = [workflowDefinition('research'), workflowDefinition('research', 'New')];
    const apply = (definition: typeof first, digit: number) =>
      applyWorkflow(store, { definition, hash: hash(digit), now });
    const created = await apply(first, 1);
    expect(created).toMatchObject({ change: 'created', pin: { version: 1 } });
    await expect(apply(first, 1)).resolves.toMatchObject({ change: 'unchanged' });
    await expect(apply(second, 2)).resolves.toMatchObject({
      change: 'updated',
      pin: { version: 2 },
    });
    await expect(loadDefinition(store, created.pin)).resolves.toEqual(first);
    await expect(loadDefinition(store, { ...created.pin, hash: hash(3) })).rejects.toThrow(
      DefinitionNotFoundError,
    );
    await expect(findWorkflow(store, 'research')).resolves.toMatchObject({
      name: 'New',
      version: 2,
      archived: false,
      updatedAt: now,
    });
  });

  it('keep every change when several people apply at the same time', async () => {
    const applied = await Promise.all(
      [1, 2, 3].map((digit) =>
        applyWorkflow(store, {
          definition: workflowDefinition('shared', `Name ${digit}`),
          hash: hash(digit),
          now,
        }),
      ),
    );
    expect(applied.map(({ pin }) => pin.version).sort()).toEqual([1, 2, 3]);
    for (const { pin } of applied) {
      await expect(loadDefinition(store, pin)).resolves.toMatchObject({
        name: `Name ${pin.hash.slice(0, 1)}`,
      });
    }
  });

  it('start nothing once they are archived', async () => {
    const definition = workflowDefinition('old');
    const { pin } = await applyWorkflow(store, { definition, hash: hash(1), now });
    await expect(findStartableWorkflow(store, 'old')).resolves.toEqual({ pin, definition });
    await archiveWorkflow(store, { workflowId: 'old', by: 'me', now });
    await expect(findStartableWorkflow(store, 'old')).rejects.toMatchObject({
      code: 'workflow_archived',
    });
    await expect(findWorkflow(store, 'old')).resolves.toMatchObject({ archived: true, version: 1 });
    await expect(findWorkflow(store, 'none')).rejects.toThrow(WorkflowNotFoundError);
  });
});
