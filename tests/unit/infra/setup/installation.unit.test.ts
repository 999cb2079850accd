import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  generateSettings,
  prepareInstallation,
  readInstallation,
} from '../../../../infra/setup/installation.js';
import { SetupError } from '../../../../infra/setup/setup-error.js';

describe('installation', () => {
  let directory = '';
  let file = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'syn-installation-'));
    file = join(directory, 'installation.env');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('gets a short identity and secrets that fit into a URL', () => {
    const settings = generateSettings(randomBytes);
    expect(settings.SYN_INSTALLATION).toMatch(/^syn-[0-9a-f]{6}$/);
    expect(settings.SYN_KEY_SECRET).toHaveLength(64);
    expect(Object.values(settings).every((value) => /^[a-z0-9_-]+$/.test(value))).toBe(true);
    expect(new Set(Object.values(settings)).size).toBe(Object.keys(settings).length);
  });

  it('keeps its identity and secrets once it is there', () => {
    const first = prepareInstallation(file, {});
    expect(prepareInstallation(file, {})).toEqual(first);
    expect(readInstallation(file)).toEqual(first);
  });

  it('keeps a port that the environment chose, and its URL follows', () => {
    prepareInstallation(file, { SYN_API_PORT: '9000' });
    expect(prepareInstallation(file, {}).settings).toMatchObject({
      SYN_API_PORT: '9000',
      SYN_API_URL: 'http://127.0.0.1:9000',
      SYN_TEMPORAL_PORT: '7233',
    });
  });

  it('refuses a port that is none, naming the variable', () => {
    expect(() => prepareInstallation(file, { SYN_MINIO_PORT: '80a' })).toThrow(SetupError);
    expect(() => prepareInstallation(file, { SYN_MINIO_PORT: '80a' })).toThrow(/SYN_MINIO_PORT/);
  });

  it('is not there before it was brought up', () => {
    expect(readInstallation(file)).toBeUndefined();
  });
});
