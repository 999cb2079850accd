import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WorkflowDefinition } from '#shared/contracts/workflow-definition.js';
import { renderPrompt } from '#shared/definitions/render-prompt.js';

const definition = (prompt: string) =>
  WorkflowDefinition.parse({
    id: 'demo',
    name: 'Demo',
    inputs: [{ name: 'topic' }, { name: 'depth', type: 'number' }],
    phases: [
      { id: 'survey', prompt: 'Look around.' },
      { id: 'report', prompt },
    ],
  });

const values = {
  executionId: 'exe-0123456789abcdefghij',
  arguments: 'the user said',
  inputs: { topic: 'rust', depth: 3 },
  outputs: new Map([['survey', 'found things']]),
};

const render = (prompt: string, more: Partial<typeof values> = {}) =>
  renderPrompt(definition(prompt), 'report', { ...values, ...more });

describe('rendering a prompt', () => {
  it.each([
    ['{{survey}}!', 'found things!'],
    ['{{ survey }}', 'found things'],
    ['$ARGUMENTS, $ARGUMENTS_2 and $argument', 'the user said, $ARGUMENTS_2 and $argument'],
    ['{{inputs.topic}}/{{inputs.depth}}', 'rust/3'],
    ['{{execution_id}} of {{workflow_id}}', 'exe-0123456789abcdefghij of demo'],
    ['\\{{survey}} \\$ARGUMENTS', '{{survey}} $ARGUMENTS'],
    ['\\\\{{survey}}', '\\found things'],
    ['\\\\\\{{survey}}', '\\{{survey}}'],
    ['C:\\path {x} }} { {', 'C:\\path {x} }} { {'],
  ])('makes of %s: %s', (prompt, expected) => {
    expect(render(prompt)).toBe(expected);
  });

  it('renders an input without a value as nothing', () => {
    expect(render('[{{inputs.topic}}]', { inputs: { topic: '', depth: 0 } })).toBe('[]');
    expect(
      renderPrompt(definition('[{{inputs.topic}}]'), 'report', { ...values, inputs: {} }),
    ).toBe('[]');
  });

  it('never scans what it has put in', () => {
    const hostile = fc
      .array(fc.constantFrom('{{', '}}', 'survey', '$ARGUMENTS', '\\', ' ', '$&', 'x'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(hostile, hostile, hostile, (output, given, topic) => {
        const rendered = render('<{{survey}}|$ARGUMENTS|{{inputs.topic}}>', {
          arguments: given,
          inputs: { topic, depth: 1 },
          outputs: new Map([['survey', output]]),
        });
        expect(rendered).toBe(`<${output}|${given}|${topic}>`);
      }),
    );
  });

  it('gives back any text whose markers are escaped', () => {
    const text = fc
      .array(fc.constantFrom('{{', '}}', '{', 'survey', '$ARGUMENTS', '$', ' ', 'x'), {
        minLength: 1,
      })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (plain) => {
        const escaped = plain.replaceAll(/\{\{|\$ARGUMENTS(?![A-Za-z0-9_])/g, '\\$&');
        expect(render(escaped)).toBe(plain);
      }),
    );
  });
});
