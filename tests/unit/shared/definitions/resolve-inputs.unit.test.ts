import { describe, expect, it } from '@jest/globals';
import { WorkflowDefinition } from '#shared/contracts/workflow-definition.js';
import { resolveInputs } from '#shared/definitions/resolve-inputs.js';

const definition = WorkflowDefinition.parse({
  id: 'demo',
  name: 'Demo',
  inputs: [
    { name: 'topic', required: true, description: 'what to look for' },
    { name: 'limit', type: 'number', default: 10 },
    { name: 'strict', type: 'boolean' },
    { name: 'depth', type: 'enum', values: ['low', 'high'] },
  ],
  phases: [{ id: 'one', prompt: 'Look around.' }],
});

describe('inputs of an execution', () => {
  it('take their defaults, and stay absent without one', () => {
    expect(resolveInputs(definition, { topic: 'x' }).values).toEqual({ topic: 'x', limit: 10 });
  });

  it('are converted from the texts of a command line', () => {
    const given = { topic: 'x', limit: '2.5', strict: 'false', depth: 'high' };
    expect(resolveInputs(definition, given).values).toEqual({
      topic: 'x',
      limit: 2.5,
      strict: false,
      depth: 'high',
    });
  });

  it('are refused with a sentence for each problem', () => {
    const given = { limit: 'many', strict: 'yes', depth: 'middle', topik: 'x' };
    expect(resolveInputs(definition, given).problems).toEqual([
      'input "topik" is not declared (did you mean "topic"?); declared: "topic", "limit", "strict" and "depth"',
      'input "topic" is required (what to look for) and was not given',
      'input "limit" must be a number, not "many"',
      'input "strict" must be true or false, not "yes"',
      'input "depth" must be one of "low" and "high", not "middle"',
    ]);
  });

  it('are refused by a workflow that takes none', () => {
    const plain = { ...definition, inputs: [] };
    expect(resolveInputs(plain, { topic: 'x' }).problems).toEqual([
      'workflow "demo" takes no inputs, but "topic" was given',
    ]);
  });
});
