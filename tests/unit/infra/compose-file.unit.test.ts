import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

type Service = { readonly environment?: Readonly<Record<string, string | null>> };

const { services } = parse(readFileSync('docker-compose.temporal.yml', 'utf8'), {
  merge: true,
}) as { readonly services: Readonly<Record<string, Service>> };
const environmentOf = (service: string) => services[service]?.environment ?? {};

describe('the stack', () => {
  it.each(['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'])('passes %s on to the gateway', (name) => {
    // Null: compose passes the variable on as it is, and not at all where it is unset.
    expect(environmentOf('gateway')).toHaveProperty(name, null);
  });

  it('gives the key of the model to the gateway alone', () => {
    const holders = Object.keys(services).filter(
      (name) => 'ANTHROPIC_API_KEY' in environmentOf(name),
    );
    expect(holders).toEqual(['gateway']);
  });
});
