import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parsePackage } from '#shared/definitions/parse-package.js';

const folder = new URL('../../../support/yaml/', import.meta.url);
const promptFiles = {
  'phases/one.md': 'Look around.\n',
  'phases/faulty.md': '# Look around\n\nAbout `{{discovery}}` and {{\n',
};

/** Each file begins with what is expected of it: `# expect [file:]line:column sentence`. */
function expectations(entry: string, text: string): string[] {
  return [...text.matchAll(/^# expect (.*)$/gm)].map(([, expected = '']) =>
    /^\d/.test(expected) ? `${entry}:${expected}` : expected,
  );
}

describe('malformed workflow packages', () => {
  const entries = readdirSync(folder);

  it('are tried in twenty ways and more', () => {
    expect(entries.length).toBeGreaterThan(20);
  });

  it.each(entries)('%s is refused at each faulty place with a sentence', (entry) => {
    const text = readFileSync(new URL(entry, folder), 'utf8');
    const { issues } = parsePackage({ entry, files: { [entry]: text, ...promptFiles } });
    const found = issues?.map(
      ({ file, line, column, message }) => `${file}:${line}:${column} ${message}`,
    );
    const expected = expectations(entry, text);
    expect(expected).not.toEqual([]);
    expect(found?.toSorted()).toEqual(expected.toSorted());
  });
});
