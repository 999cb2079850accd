import { describe, expect, it } from '@jest/globals';
import { WorkflowDefinition } from '#shared/contracts/workflow-definition.js';
import { hashDefinition } from '#shared/definitions/hash-definition.js';

const definition = WorkflowDefinition.parse({
  id: 'demo',
  name: 'Demo',
  phases: [{ id: 'one', prompt: 'Look around.' }],
});

describe('the hash of a definition', () => {
  it('does not depend on the order of keys or on absent values', () => {
    const { id, ...rest } = definition;
    const same: WorkflowDefinition = { ...rest, id, description: undefined };
    expect(hashDefinition(same)).toBe(hashDefinition(definition));
  });

  it('changes with any value', () => {
    expect(hashDefinition({ ...definition, name: 'Other' })).not.toBe(hashDefinition(definition));
    expect(hashDefinition(definition)).toMatch(/^[0-9a-f]{64}$/);
  });
});
