import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { usage } from '../../../../infra/events/commands.js';
import { COMMANDS } from '../../../../infra/setup/commands.js';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
};

describe('the commands of set-up', () => {
  it.each(Object.keys(COMMANDS))('has `npm run %s`, as its usage says', (name) => {
    expect(scripts[name]).toBe(`node infra/setup/start.mjs ${name}`);
  });

  it('has the command that the usage of the events program names', () => {
    const [, name = ''] = /npm run (\w+)/.exec(usage()) ?? [];
    expect(Object.keys(COMMANDS)).toContain(name);
  });
});
