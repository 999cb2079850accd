import { describe, expect, it } from '@jest/globals';
import type { WorkflowEvent } from '#shared/contracts/workflow-events.js';
import {
  decide,
  evolve,
  initialState,
  startable,
  WorkflowArchivedError,
  type WorkflowCommand,
  WorkflowNotFoundError,
} from '#shared/domain/workflow/workflow.js';
import { workflowDefinition } from '../../../../support/workflow-definition.js';

const definition = workflowDefinition('research-v1');
const created: WorkflowEvent = {
  type: 'WorkflowCreated',
  data: { pin: { workflowId: 'research-v1', version: 1, hash: 'one' }, definition },
};
const archived: WorkflowEvent = { type: 'WorkflowArchived', data: {} };
const apply = (hash: string): WorkflowCommand => ({ type: 'ApplyWorkflow', definition, hash });
const archive: WorkflowCommand = { type: 'ArchiveWorkflow', workflowId: 'research-v1', by: 'me' };

const given = (...events: WorkflowEvent[]) => {
  const state = events.reduce(evolve, initialState());
  return {
    when: (command: WorkflowCommand) => decide(command, state),
    starting: () => startable('research-v1', state),
  };
};

describe('workflow', () => {
  it('is created by its first definition, as version 1', () => {
    expect(given().when(apply('one'))).toEqual([created]);
  });

  it('stays as it is when the same definition is applied again', () => {
    expect(given(created).when(apply('one'))).toEqual([]);
  });

  it('takes the version of the event that brings a changed definition', () => {
    const pin = { workflowId: 'research-v1', version: 2, hash: 'two' };
    expect(given(created).when(apply('two'))).toEqual([
      { type: 'WorkflowUpdated', data: { pin, definition } },
    ]);
  });

  it('is archived once, however often it is asked', () => {
    expect(given(created).when(archive)).toEqual([
      { type: 'WorkflowArchived', data: { by: 'me' } },
    ]);
    expect(given(created, archived).when(archive)).toEqual([]);
  });

  it('comes back from the archive when it is applied, even unchanged', () => {
    const [updated] = given(created, archived).when(apply('one'));
    expect(updated).toMatchObject({ type: 'WorkflowUpdated', data: { pin: { version: 3 } } });
  });

  it('refuses to archive what does not exist', () => {
    expect(() => given().when(archive)).toThrow(WorkflowNotFoundError);
  });

  it('starts executions with its newest definition, unless it is archived', () => {
    expect(given(created).starting()).toEqual(created.data);
    expect(() => given(created, archived).starting()).toThrow(WorkflowArchivedError);
    expect(() => given().starting()).toThrow(WorkflowNotFoundError);
  });
});
