import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { extract, type Header, pack } from 'tar-stream';
import { safeFolderTar } from '../../../../worker/workspaces/folder-tar.js';

type Entry = Partial<Header> & Pick<Header, 'name'> & { readonly content?: string };

async function repack(entries: readonly Entry[]) {
  const upload = pack();
  for (const { content, ...header } of entries) {
    if (content === undefined) upload.entry(header);
    else upload.entry(header, content);
  }
  upload.finalize();
  const dropped: string[] = [];
  const safe = safeFolderTar(Readable.from(upload, { objectMode: false }), (why) =>
    dropped.push(why),
  );
  const reader = extract();
  Readable.from([await buffer(safe)]).pipe(reader as never);
  const kept: { header: Header; content: string }[] = [];
  for await (const entry of reader) {
    kept.push({ header: entry.header, content: await text(Readable.from(entry)) });
  }
  return { kept, dropped };
}

describe('an uploaded folder', () => {
  it('belongs to the agent, keeps what is executable and any bytes', async () => {
    const { kept, dropped } = await repack([
      { name: './', type: 'directory' },
      { name: './bin/run', mode: 0o4755, uid: 0, content: '#!/bin/sh\n' },
      { name: 'notes.md', mode: 0o600, content: '\0\u00ff' },
    ]);
    expect(dropped).toEqual([]);
    expect(kept.map(({ header }) => [header.name, header.mode, header.uid])).toEqual([
      ['bin', 0o755, 10001],
      ['bin/run', 0o755, 10001],
      ['notes.md', 0o644, 10001],
    ]);
    expect(kept.at(-1)?.content).toBe('\0\u00ff');
  });

  it.each([
    { name: '/etc/passwd', content: 'x' },
    { name: '../outside', content: 'x' },
    { name: 'a/../../outside', content: 'x' },
    { name: 'link', type: 'symlink', linkname: '/etc/passwd' },
    { name: 'a/link', type: 'symlink', linkname: '../../outside' },
    { name: 'hard', type: 'link', linkname: '../outside' },
    { name: 'pipe', type: 'fifo' },
    { name: 'disk', type: 'block-device' },
  ] as const)('leaves out what would lie outside or is no file: $name', async (entry) => {
    const { kept, dropped } = await repack([entry, { name: 'kept', content: 'k' }]);
    expect(kept.map(({ header }) => header.name)).toEqual(['kept']);
    expect(dropped).toHaveLength(1);
    expect(dropped[0]).toContain(entry.name);
  });

  it('gives the agent also the folders that the archive does not name', async () => {
    const { kept } = await repack([
      { name: 'a/b/file', content: 'x' },
      { name: 'a/c/', type: 'directory' },
      { name: 'a/c/file', content: 'y' },
    ]);
    expect(kept.map(({ header }) => [header.name.replace(/\/$/, ''), header.uid])).toEqual([
      ['a', 10001],
      ['a/b', 10001],
      ['a/b/file', 10001],
      ['a/c', 10001],
      ['a/c/file', 10001],
    ]);
  });

  it('keeps links that stay inside', async () => {
    const { kept } = await repack([
      { name: 'a/b/link', type: 'symlink', linkname: '../../README.md' },
    ]);
    expect(kept.at(-1)?.header).toMatchObject({ type: 'symlink', linkname: '../../README.md' });
  });
});
