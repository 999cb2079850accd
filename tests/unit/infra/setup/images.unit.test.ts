import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { imageName, isReplaced, type ImageName } from '../../../../infra/setup/images.js';

describe('image names', () => {
  let root = '';
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const name = (image: ImageName) => imageName(image, root, {});

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'syn-images-'));
    write('infra/images/minio/Dockerfile', 'FROM a');
    write('infra/images/node/Dockerfile', 'FROM a');
    write('infra/images/workspace/Dockerfile', 'FROM b');
    write('dist/runner.mjs', 'one');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('stay the same as long as nothing changes', () => {
    expect(name('minio')).toMatch(/^syntropic\/minio:[0-9a-f]{12}$/);
    expect(name('minio')).toBe(name('minio'));
  });

  it('change with a file of the folder, new or changed', () => {
    const before = name('minio');
    write('infra/images/minio/entrypoint.sh', 'exec minio');
    const added = name('minio');
    write('infra/images/minio/entrypoint.sh', 'exec other');
    expect(new Set([before, added, name('minio')]).size).toBe(3);
  });

  it('change with what goes in from outside the folder', () => {
    const before = name('workspace');
    write('dist/runner.mjs', 'two');
    expect(name('workspace')).not.toBe(before);
  });

  it('change with the image that they build upon', () => {
    const [workspace, minio] = [name('workspace'), name('minio')];
    write('infra/images/node/Dockerfile', 'FROM c');
    expect(name('workspace')).not.toBe(workspace);
    expect(name('minio')).toBe(minio);
  });

  it('are replaced by what the environment names', () => {
    const env = { SYN_IMAGE_MINIO: 'registry.example/minio:1' };
    expect(imageName('minio', root, env)).toBe('registry.example/minio:1');
    expect(isReplaced('minio', env)).toBe(true);
    expect(isReplaced('minio', { SYN_IMAGE_MINIO: '' })).toBe(false);
  });
});
