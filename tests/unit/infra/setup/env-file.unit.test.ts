import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  formatEnvFile,
  parseEnvFile,
  readEnvFile,
  writeEnvFile,
} from '../../../../infra/setup/env-file.js';

describe('environment file', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'syn-env-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('gives back what was written', () => {
    const settings = { A_KEY: 'a=b#c', EMPTY: '' };
    expect(parseEnvFile(formatEnvFile('made by a test', settings))).toEqual(settings);
  });

  it('passes over comments and lines that set nothing', () => {
    expect(parseEnvFile('# A=1\n\nnot a setting\nB=2\n')).toEqual({ B: '2' });
  });

  it('has no settings when it is not there', () => {
    expect(readEnvFile(join(directory, 'missing.env'))).toEqual({});
  });

  it('is readable by its owner alone, also when it is replaced', () => {
    const file = join(directory, 'nested', 'installation.env');
    writeEnvFile(file, 'first', { A: '1' });
    writeEnvFile(file, 'second', { A: '2' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readEnvFile(file)).toEqual({ A: '2' });
  });
});
