import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { OutcomeUnknownError, UnavailableError } from '../../../api/errors.js';
import { TemporalRuns } from '../../../api/temporal/temporal-runs.js';
import { executionId, executionInput } from '../../support/execution-fixtures.js';
import { startTemporal } from '../../support/temporal.js';

const run = (id: string, fingerprint = 'first') => ({
  input: executionInput(id),
  fingerprint,
  repository: 'https://example.org/a.git',
});

describe('executions in Temporal', () => {
  let environment: TestWorkflowEnvironment;
  let runs: TemporalRuns;
  beforeAll(async () => {
    environment = await startTemporal();
    const connection = environment.connection;
    runs = new TemporalRuns(new Client({ connection }), connection);
  });
  afterAll(async () => {
    await environment.teardown();
  });

  it('are started once, and remembered with what started them', async () => {
    expect(await runs.find(executionId)).toBeUndefined();
    expect(await runs.start(run(executionId))).toBe('started');
    expect(await runs.start(run(executionId, 'second'))).toBe('exists');
    expect(await runs.find(executionId)).toEqual({
      input: executionInput(executionId),
      fingerprint: 'first',
    });
  });

  it('are not started again after they were closed', async () => {
    const id = 'exe-00000000000000000001';
    await runs.start(run(id));
    await environment.client.workflow.getHandle(id).terminate();
    expect(await runs.start(run(id))).toBe('exists');
  });

  it('carry a summary and search attributes for the Web UI', async () => {
    const id = 'exe-00000000000000000002';
    await runs.start(run(id));
    const described = await environment.client.workflow.getHandle(id).describe();
    expect(await described.staticSummary()).toBe('Research Workflow: the question');
    expect(await described.staticDetails()).toContain('1. `phase-1` (sonnet)');
    const attributes = described.typedSearchAttributes
      .getAll()
      .map(({ key, value }) => [key.name, value]);
    expect(Object.fromEntries(attributes)).toMatchObject({
      SynState: 'NOT_STARTED',
      SynDefinition: 'research-v1',
      SynRepo: 'https://example.org/a.git',
    });
  });

  it('are known to be out of reach while Temporal is away', async () => {
    const connection = Connection.lazy({ address: '127.0.0.1:1' });
    const away = new TemporalRuns(new Client({ connection }), connection);
    const failures = await Promise.all(
      [away.find(executionId), away.check(), away.start(run(executionId))].map((call) =>
        call.then(String, (error: unknown) => error),
      ),
    );
    expect(failures[0]).toBeInstanceOf(UnavailableError);
    expect(failures[1]).toBeInstanceOf(Error);
    expect(failures[2]).toBeInstanceOf(OutcomeUnknownError); // it may have arrived
    await connection.close();
  });
});
