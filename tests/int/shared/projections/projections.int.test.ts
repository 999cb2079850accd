import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionEvent } from '#shared/contracts/execution-events.js';
import { foldExecution } from '#shared/domain/execution/execution-view.js';
import { PostgresEventStore } from '#shared/event-store/postgres-event-store.js';
import { findArtifact, listArtifacts } from '#shared/projections/artifacts.js';
import { findSession, listPhases } from '#shared/projections/execution-phases.js';
import { listExecutions } from '#shared/projections/executions.js';
import { InvalidCursorError } from '#shared/projections/page.js';
import { projectNext } from '#shared/projections/project-events.js';
import { rebuildProjections } from '#shared/projections/rebuild-projections.js';
import { verifyProjections } from '#shared/projections/verify-projections.js';
import { listWorkflows } from '#shared/projections/workflows.js';
import { applyWorkflow } from '#shared/workflows/apply-workflow.js';
import { archiveWorkflow } from '#shared/workflows/archive-workflow.js';
import { newExecutionId } from '../../../contract/event-store.js';
import { objectRef, sessionId, startData } from '../../../support/execution-fixtures.js';
import { type TestDatabase, TimescaleDb } from '../../../support/timescaledb.js';
import { workflowDefinition } from '../../../support/workflow-definition.js';

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

const phase = { phaseId: 'phase-1', sessionId };
const artifact = (digit: number): ExecutionEvent => ({
  type: 'ArtifactStored',
  data: {
    ...phase,
    artifactId: `art-${String(digit).repeat(24)}`,
    path: `report-${digit}.md`,
    object: objectRef,
  },
});
const phaseStarted: ExecutionEvent = { type: 'PhaseStarted', data: { ...phase, model: 'sonnet' } };
const phaseCompleted: ExecutionEvent = {
  type: 'PhaseCompleted',
  data: { ...phase, output: objectRef },
};
const failure = { reason: 'workspace_lost', message: 'the container is gone' } as const;
const paused: ExecutionEvent = { type: 'ExecutionPaused', data: { yieldPoint: 'between_phases' } };

/** Stories after ExecutionStarted, each ending somewhere else. */
const STORIES: Readonly<Record<string, readonly ExecutionEvent[]>> = {
  'in its first phase': [phaseStarted],
  'between phases': [phaseStarted, artifact(1), phaseCompleted],
  'asked to pause': [{ type: 'PauseRequested', data: {} }],
  'running on after all': [
    { type: 'PauseRequested', data: {} },
    { type: 'PauseWithdrawn', data: {} },
  ],
  paused: [{ type: 'PauseRequested', data: {} }, paused],
  resumed: [paused, { type: 'ExecutionResumed', data: {} }],
  interrupted: [phaseStarted, { type: 'ExecutionInterrupted', data: { failure } }],
  retried: [
    phaseStarted,
    { type: 'ExecutionInterrupted', data: { failure } },
    { type: 'ExecutionRetried', data: {} },
  ],
  completed: [phaseStarted, phaseCompleted, { type: 'ExecutionCompleted', data: {} }],
  failed: [
    phaseStarted,
    { type: 'PhaseFailed', data: { ...phase, ...failure } },
    { type: 'ExecutionFailed', data: failure },
  ],
  cancelled: [paused, { type: 'ExecutionCancelled', data: { by: 'me' } }],
};

async function tell(
  id: string,
  events: readonly ExecutionEvent[],
  { runId = 'run-1', minute = 0, to = store } = {},
): Promise<void> {
  const start = { ...startData(), executionId: id };
  const story = [{ type: 'ExecutionStarted' as const, data: start }, ...events];
  await to.appendBatch({
    streamId: id,
    runId,
    seq: 1,
    events: story.map((event, index) => ({
      ...event,
      id: `${id}/${runId}/${index + 1}`,
      schemaVersion: 1,
      occurredAt: new Date(Date.UTC(2026, 0, 1, 0, minute, index)).toISOString(),
    })),
  });
}

async function catchUp({ app } = database): Promise<void> {
  while ((await projectNext(app)) > 0);
}

async function expectProjectionsToTell(id: string): Promise<void> {
  const folded = foldExecution(await store.readStream(id));
  const { items } = await listExecutions(database.app, { limit: 100 });
  const { phases, artifacts, ...summary } = folded ?? {};
  const listed = items.find((item) => item.id === id);
  expect({ ...listed, currentPhase: undefined }).toEqual({ ...summary, held: undefined });
  await expect(listPhases(database.app, id)).resolves.toEqual(phases);
  await expect(listArtifacts(database.app, id)).resolves.toEqual(artifacts);
}

describe('projections of executions', () => {
  it.each(Object.entries(STORIES))('tell what the stream tells: %s', async (_, story) => {
    const id = newExecutionId();
    await tell(id, story);
    await catchUp();
    await expectProjectionsToTell(id);
  });

  it('forget what a run did that was reset', async () => {
    const id = newExecutionId();
    await tell(id, [phaseStarted, artifact(2), phaseCompleted, paused]);
    await tell(id, [phaseStarted], { runId: 'run-2' });
    await catchUp();
    await expectProjectionsToTell(id);
    await expect(listArtifacts(database.app, id)).resolves.toEqual([]);
  });

  it('name the phase in which an agent is', async () => {
    const [working, between] = [newExecutionId(), newExecutionId()];
    await tell(working, [phaseStarted]);
    await tell(between, [phaseStarted, phaseCompleted]);
    await catchUp();
    const { items } = await listExecutions(database.app, { limit: 100 });
    expect(items.find(({ id }) => id === working)?.currentPhase).toBe('phase-1');
    expect(items.find(({ id }) => id === between)?.currentPhase).toBeUndefined();
  });

  it('find an artifact with its object, and the phase of a session', async () => {
    const id = newExecutionId();
    const own = '0199f2a0-0000-4000-8000-00000000000a';
    await tell(id, [
      { type: 'PhaseStarted', data: { ...phase, sessionId: own, model: 'sonnet' } },
      artifact(3),
    ]);
    await catchUp();
    await expect(findArtifact(database.app, `art-${'3'.repeat(24)}`)).resolves.toMatchObject({
      artifact: { executionId: id, path: 'report-3.md', size: objectRef.size },
      object: objectRef,
    });
    await expect(findSession(database.app, own)).resolves.toMatchObject({
      executionId: id,
      phase: { id: 'phase-1', status: 'RUNNING' },
    });
    await expect(findArtifact(database.app, 'art-none')).resolves.toBeUndefined();
    await expect(findSession(database.app, 'none')).resolves.toBeUndefined();
  });
});

describe('list of executions', () => {
  it('is paged newest first, without a gap or a double', async () => {
    await using own = await server.createDatabase();
    await using ownStore = new PostgresEventStore(own.app);
    const ids = Array.from({ length: 5 }, newExecutionId);
    for (const [minute, id] of ids.entries()) {
      // Two of them start at the same time.
      await tell(id, minute === 2 ? [paused] : [], { minute: Math.min(minute, 3), to: ownStore });
    }
    await catchUp(own);

    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page = await listExecutions(own.app, { limit: 2, before: next });
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    } while (next !== undefined);
    expect(seen.slice(2)).toEqual([ids[2], ids[1], ids[0]]);
    expect(seen.slice(0, 2).sort()).toEqual(ids.slice(3).sort());

    const pausedOnly = await listExecutions(own.app, { limit: 10, status: 'PAUSED' });
    expect(pausedOnly.items.map(({ id }) => id)).toEqual([ids[2]]);
    const other = await listExecutions(own.app, { limit: 10, workflowId: 'other' });
    expect(other).toEqual({ items: [] });
  });

  it('refuses a cursor that is not its own', async () => {
    await expect(listExecutions(database.app, { limit: 1, before: 'nonsense' })).rejects.toThrow(
      InvalidCursorError,
    );
  });
});

describe('list of workflows', () => {
  it('shows the newest version of each, archived ones too', async () => {
    const apply = (id: string, name: string, hash: string) =>
      applyWorkflow(store, {
        definition: workflowDefinition(id, name),
        hash: hash.repeat(64),
        now: '2026-01-01T00:00:00.000Z',
      });
    await apply('one', 'One', 'a');
    await apply('one', 'One, changed', 'b');
    await apply('two', 'Two', 'c');
    await archiveWorkflow(store, { workflowId: 'two', now: '2026-01-02T00:00:00.000Z' });
    await catchUp();
    const { items } = await listWorkflows(database.app, { limit: 10 });
    expect(items).toEqual([
      expect.objectContaining({ id: 'two', archived: true, version: 1 }),
      expect.objectContaining({
        id: 'one',
        name: 'One, changed',
        archived: false,
        version: 2,
        phases: ['discovery', 'synthesis'],
      }),
    ]);
  });
});

describe('verify and rebuild', () => {
  it('find nothing when the read models are what the events give', async () => {
    await catchUp();
    await expect(verifyProjections(database.app)).resolves.toEqual([]);
  });

  it('show a wrong row and bring it back', async () => {
    const id = newExecutionId();
    await tell(id, [phaseStarted]);
    await catchUp();
    await database.app.query(`UPDATE executions SET state = 'FAILED' WHERE id = $1`, [id]);
    await database.app.query('DELETE FROM execution_phases WHERE execution_id = $1', [id]);
    const findings = await verifyProjections(database.app);
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          table: 'executions',
          kind: 'missing',
          row: expect.objectContaining({ id, state: 'RUNNING' }),
        }),
        expect.objectContaining({
          table: 'executions',
          kind: 'unexpected',
          row: expect.objectContaining({ id, state: 'FAILED' }),
        }),
        expect.objectContaining({ table: 'execution_phases', kind: 'missing' }),
      ]),
    );
    await rebuildProjections(database.app);
    await expect(verifyProjections(database.app)).resolves.toEqual([]);
    await expectProjectionsToTell(id);
  });

  it('let the projector go on where a rebuild ended', async () => {
    await rebuildProjections(database.app);
    await expect(projectNext(database.app)).resolves.toBe(0);
    const id = newExecutionId();
    await tell(id, [phaseStarted]);
    await catchUp();
    await expectProjectionsToTell(id);
  });
});
