import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { extract } from 'tar-stream';
import { packFolder } from '../../../cli/folder/pack-folder.js';

describe('packing a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'syntropic-pack-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  const git = (...args: string[]) =>
    execFileSync('git', [
      '-C',
      folder,
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@example.org',
      ...args,
    ]);

  async function members(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    const archive = Readable.from((await packFolder(folder)).content()).pipe(extract() as never);
    for await (const entry of archive as ReturnType<typeof extract>) {
      let text = '';
      for await (const chunk of entry) text += String(chunk);
      found[entry.header.name] = text === '' ? entry.header.type : text;
    }
    return found;
  }

  it('takes everything of a plain folder, empty folders and files too', async () => {
    await mkdir(join(folder, 'a/empty'), { recursive: true });
    await writeFile(join(folder, 'a/text'), 'hello');
    await writeFile(join(folder, 'nothing'), '');
    expect(await members()).toEqual({
      'a/': 'directory',
      'a/empty/': 'directory',
      'a/text': 'hello',
      nothing: 'file',
    });
  });

  it('leaves out links that lead out, and says so', async () => {
    await writeFile(join(folder, 'text'), 'hello');
    await symlink('text', join(folder, 'inside'));
    await symlink('/etc/passwd', join(folder, 'absolute'));
    await symlink('../../elsewhere', join(folder, 'upwards'));
    expect(await members()).toEqual({ inside: 'symlink', text: 'hello' });
    expect((await packFolder(folder)).left).toEqual(['absolute', 'upwards']);
  });

  it('takes of a checkout what git knows or does not ignore, as it is now, and .git', async () => {
    git('init', '--quiet');
    await writeFile(join(folder, '.gitignore'), 'ignored\n');
    await writeFile(join(folder, 'tracked'), 'old');
    await writeFile(join(folder, 'deleted'), 'gone');
    git('add', '.');
    git('commit', '--quiet', '-m', 'first');
    await writeFile(join(folder, 'tracked'), 'new');
    await writeFile(join(folder, 'untracked'), 'fresh');
    await writeFile(join(folder, 'ignored'), 'secret');
    await rm(join(folder, 'deleted'));
    const found = await members();
    expect(found).toMatchObject({
      tracked: 'new',
      untracked: 'fresh',
      '.git/refs/tags/': 'directory',
    });
    expect(Object.keys(found)).not.toContain('ignored');
    expect(Object.keys(found)).not.toContain('deleted');
  });
});
