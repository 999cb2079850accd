import { createReadStream } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path/posix';
import { pipeline } from 'node:stream/promises';
import { type Header, type Pack, pack } from 'tar-stream';
import { listFolder } from './list-folder.js';

export type PackedFolder = {
  readonly files: number;
  readonly bytes: number;
  /** Links that lead out of the folder, and what is neither file nor link: not packed. */
  readonly left: readonly string[];
  /** The tar, made while it is read; may be read once. */
  content(): AsyncIterable<Uint8Array>;
};

type MemberHeader = Partial<Header> & Pick<Header, 'name'>;
type Member = { readonly path: string; readonly header: MemberHeader };

/** Packs a folder as it is now: its folders, its regular files and the links that stay inside it. */
export async function packFolder(folder: string): Promise<PackedFolder> {
  const members: Member[] = [];
  const left: string[] = [];
  for (const path of await listFolder(folder)) {
    const header = await describe(folder, path);
    if (header === 'left') left.push(path);
    else if (header) members.push({ path, header });
  }
  const files = members.filter(({ header }) => header.type !== 'directory').length;
  const bytes = members.reduce((sum, { header }) => sum + (header.size ?? 0), 0);
  return { files, bytes, left, content: () => packed(folder, members) };
}

/** Undefined for what is gone since it was listed (a deleted but tracked file). */
async function describe(folder: string, path: string): Promise<MemberHeader | 'left' | undefined> {
  const full = join(folder, path);
  const found = await lstat(full).catch(() => undefined);
  if (!found) return undefined;
  const shared = { name: path, mode: found.mode & 0o777, mtime: found.mtime };
  if (found.isDirectory()) return { ...shared, name: `${path}/`, type: 'directory', size: 0 };
  if (found.isFile()) return { ...shared, type: 'file', size: found.size };
  if (!found.isSymbolicLink()) return 'left';
  const linkname = await readlink(full);
  return staysInside(path, linkname) ? { ...shared, type: 'symlink', linkname, size: 0 } : 'left';
}

function staysInside(path: string, target: string): boolean {
  if (target.startsWith('/')) return false;
  const reached = normalize(join(dirname(path), target));
  return reached !== '..' && !reached.startsWith('../');
}

function packed(folder: string, members: readonly Member[]): AsyncIterable<Uint8Array> {
  const tar = pack();
  void addAll(tar, folder, members).catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : undefined);
  });
  return tar as AsyncIterable<Uint8Array>;
}

async function addAll(tar: Pack, folder: string, members: readonly Member[]): Promise<void> {
  for (const { path, header } of members) {
    if (header.type !== 'file') tar.entry(header);
    else if (header.size === 0) tar.entry(header, '');
    else await addFile(tar, header, join(folder, path));
  }
  tar.finalize();
}

/** Exactly the announced size: a file that grows is cut there, one that shrinks fails the upload. */
async function addFile(tar: Pack, header: MemberHeader, path: string): Promise<void> {
  const end = (header.size ?? 1) - 1;
  await pipeline(createReadStream(path, { end }), tar.entry(header));
}
