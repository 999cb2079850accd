import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parsePackage } from '#shared/definitions/parse-package.js';

const packages = fileURLToPath(new URL('../../../../workflow-defs/packages/', import.meta.url));

describe('the packages that ship with the product', () => {
  it.each(readdirSync(packages))('%s is valid and lies in a folder of its name', (name) => {
    const names = readdirSync(join(packages, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(packages, name).length + 1));
    const files = Object.fromEntries(
      names.map((file) => [file, readFileSync(join(packages, name, file), 'utf8')]),
    );
    const { definition, issues } = parsePackage({ entry: 'workflow.yaml', files });
    expect(issues).toBeUndefined();
    expect(definition?.id).toBe(name);
  });
});
