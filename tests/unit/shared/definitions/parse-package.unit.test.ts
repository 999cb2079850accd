import { describe, expect, it } from '@jest/globals';
import { parsePackage } from '#shared/definitions/parse-package.js';

const parse = (yaml: string, files: Record<string, string> = {}) =>
  parsePackage({ entry: 'workflow.yaml', files: { 'workflow.yaml': yaml, ...files } });

const messages = (yaml: string) => parse(yaml).issues?.map(({ message }) => message);

describe('workflow packages', () => {
  it('fills in the defaults and reads prompt files', () => {
    const { definition } = parse(
      `
id: research
name: Research
inputs:
  - name: topic
phases:
  - id: discovery
    prompt_file: phases/discovery.md
  - id: synthesis
    prompt: "Sum up {{discovery}} for $ARGUMENTS in {{execution_id}} about {{inputs.topic}}."
    model: opus
`,
      { 'phases/discovery.md': 'Look around.\n' },
    );
    expect(definition).toEqual({
      id: 'research',
      name: 'Research',
      inputs: [{ name: 'topic', type: 'string', required: false }],
      setup: [],
      phases: [
        {
          id: 'discovery',
          prompt: 'Look around.\n',
          model: 'sonnet',
          max_turns: 100,
          timeout_seconds: 3600,
        },
        {
          id: 'synthesis',
          prompt: 'Sum up {{discovery}} for $ARGUMENTS in {{execution_id}} about {{inputs.topic}}.',
          model: 'opus',
          max_turns: 100,
          timeout_seconds: 3600,
        },
      ],
    });
  });

  it('reports problems of shape and of meaning together, sorted by place', () => {
    const { issues } = parse(`
id: Bad Id
name: Demo
phases:
  - id: one
    prompt: "{{two}}"
    colour: red
  - id: two
    prompt_file: nowhere.md
`);
    expect(issues?.map(({ line }) => line)).toEqual([2, 6, 7, 9]);
  });

  it.each([
    ['an absent entry', { entry: 'other.yaml', files: {} }, 'the package has no file "other.yaml"'],
    [
      'a name of the object prototype',
      { entry: 'constructor', files: {} },
      'the package has no file "constructor"',
    ],
    [
      'an empty entry',
      { entry: 'a.yaml', files: { 'a.yaml': ' \n' } },
      'the file is empty; a workflow needs id, name and phases',
    ],
  ])('refuses %s', (_what, pkg, message) => {
    expect(parsePackage(pkg).issues).toEqual([{ file: pkg.entry, line: 1, column: 1, message }]);
  });

  it('refuses what would exhaust the parser, at once', () => {
    expect(messages('? '.repeat(100_000))).toEqual(['nested too deeply']);
    expect(messages('- '.repeat(100_000))).toEqual(['nested too deeply']);
    expect(messages(`a: ${'{a: '.repeat(10_000)}`)).toEqual(['nested too deeply']);
  });

  it('takes braces in prompts for text when they are escaped', () => {
    const { definition } = parse(`
id: demo
name: Demo
phases:
  - id: one
    prompt: 'Render \\{{name}} and \\$ARGUMENTS.'
`);
    expect(definition?.phases[0]?.prompt).toBe('Render \\{{name}} and \\$ARGUMENTS.');
  });
});
