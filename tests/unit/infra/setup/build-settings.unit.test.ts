import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { certificateBundle, shellExports } from '../../../../infra/setup/build-settings.js';

describe('settings of a build', () => {
  it('survive the shell whatever characters they have', () => {
    const value = `it's "$HOME" \`id\` \\ %`;
    const script = `${shellExports({ VALUE: value })}printf %s "$VALUE"`;
    expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(value);
  });

  it('leave out what is not set', () => {
    expect(shellExports({ A: undefined, B: '', C: 'c' })).toBe("export C='c'\n");
  });

  it('have no certificates of their own where the environment names none', () => {
    expect(certificateBundle({})).toBe('');
    expect(certificateBundle({ SSL_CERT_FILE: '/nowhere/ca.crt' })).toBe('');
  });
});
