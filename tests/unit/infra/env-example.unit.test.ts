import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import * as config from '#shared/runtime/config.js';

const documented = new Map(
  [...readFileSync('.env.example', 'utf8').matchAll(/^#?([A-Z][A-Z0-9_]+)=(.*)$/gm)].map(
    ([, key = '', value = '']) => [key, value],
  ),
);
const schemas = Object.values(config).filter((value) => value instanceof z.ZodObject);
const settings = new Map(
  schemas.flatMap((schema) => Object.entries<z.ZodType>(schema.shape as Record<string, z.ZodType>)),
);
const composed = new Set(
  readFileSync('docker-compose.temporal.yml', 'utf8').match(/[A-Z][A-Z0-9]*_[A-Z0-9_]+/g),
);

describe('.env.example', () => {
  it('lists every setting of every process', () => {
    expect([...settings.keys()].filter((key) => !documented.has(key))).toEqual([]);
  });

  it('lists nothing that no process and no service reads', () => {
    const unread = [...documented.keys()].filter((key) => !settings.has(key) && !composed.has(key));
    expect(unread.filter((key) => key !== 'SYN_IMAGE_NODE')).toEqual([]);
  });

  it('shows the defaults that the configuration has', () => {
    const defaults = [...settings].flatMap(([key, schema]) => {
      const text = writtenDefault(schema);
      return text === undefined ? [] : [[key, text]];
    });
    expect(defaults.map(([key = '']) => [key, documented.get(key)])).toEqual(defaults);
  });
});

/** As a person would write it; undefined for what has no default or is made of JSON. */
function writtenDefault(schema: z.ZodType): string | undefined {
  const { data } = schema.safeParse(undefined);
  if (Array.isArray(data)) return data.join(',');
  return typeof data === 'string' || typeof data === 'number' ? String(data) : undefined;
}
