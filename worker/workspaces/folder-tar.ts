import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header, pack, type Pack } from 'tar-stream';

const AGENT_ID = 10001;
const FILE_MODE = 0o644;
const EXECUTABLE_MODE = 0o755;
const ANY_EXECUTE = 0o111;

/**
 * Repacks an uploaded folder for the workspace: everything belongs to the agent, and an entry that would lie outside
 * (an absolute path, a `..`, a link that leads out) or is no file, folder or link is left out and reported.
 */
export function safeFolderTar(upload: Readable, onDropped: (why: string) => void): Readable {
  const output = pack();
  repack(upload, output, onDropped).catch((error: unknown) => {
    output.destroy(error instanceof Error ? error : new UnreadableTarError());
  });
  return Readable.from(output, { objectMode: false });
}

async function repack(
  upload: Readable,
  output: Pack,
  onDropped: (why: string) => void,
): Promise<void> {
  const input = extract();
  const reading = pipeline(upload, input);
  const folders = new Set(['.']);
  for await (const entry of input) {
    const header = safeHeader(entry.header);
    if (typeof header === 'string') onDropped(header);
    if (typeof header === 'object') {
      addParents(output, header.name, folders);
      if (header.type === 'directory') folders.add(header.name);
      if (header.type === 'file') {
        await pipeline(entry, output.entry(header));
        continue;
      }
      output.entry(header);
    }
    entry.resume();
  }
  await reading;
  output.finalize();
}

/** An archive may name files without their folders; Docker would make those for root, out of the agent's reach. */
function addParents(output: Pack, name: string, folders: Set<string>): void {
  const parent = posix.dirname(name);
  if (folders.has(parent)) return;
  addParents(output, parent, folders);
  folders.add(parent);
  output.entry({ ...owned(parent), type: 'directory', mode: EXECUTABLE_MODE });
}

type EntryHeader = Partial<Header> & Pick<Header, 'name'>;

/** The header to write; a sentence for what is dropped; undefined for what needs no entry. */
export function safeHeader(header: EntryHeader): EntryHeader | string | undefined {
  const name = insidePath(header.name);
  if (name === undefined) return `${header.name} was left out: its path leads out of the folder`;
  if (name === '.') return undefined;
  const base = owned(name, header.mtime);
  const executable = ((header.mode ?? FILE_MODE) & ANY_EXECUTE) !== 0;
  switch (header.type) {
    case 'directory':
      return { ...base, type: 'directory', mode: EXECUTABLE_MODE };
    case 'file':
    case 'contiguous-file': {
      const mode = executable ? EXECUTABLE_MODE : FILE_MODE;
      return { ...base, type: 'file', mode, size: header.size ?? 0 };
    }
    case 'symlink':
    case 'link':
      return safeLink(header, base);
    case 'block-device':
    case 'character-device':
    case 'fifo':
    case undefined:
      break;
  }
  return `${header.name} was left out: it is no file, folder or link`;
}

function owned(name: string, mtime = new Date(0)) {
  return { name, uid: AGENT_ID, gid: AGENT_ID, mtime };
}

function safeLink(header: EntryHeader, base: EntryHeader): EntryHeader | string {
  const { linkname } = header;
  const from = header.type === 'symlink' ? posix.dirname(base.name) : '.';
  const target = linkname == null ? undefined : insidePath(linkname, from);
  if (linkname == null || target === undefined) {
    return `${header.name} was left out: the link leads out of the folder`;
  }
  // A symbolic link keeps its own words; a hard link names an entry of this very archive.
  const name = header.type === 'symlink' ? linkname : target;
  return { ...base, type: header.type === 'symlink' ? 'symlink' : 'link', linkname: name };
}

/** The path from the folder's top; undefined when it is absolute or leads out. */
function insidePath(path: string, from = '.'): string | undefined {
  if (path.startsWith('/') || path.includes('\0')) return undefined;
  const normal = posix.normalize(posix.join(from, path)).replace(/\/$/, '');
  return normal === '..' || normal.startsWith('../') ? undefined : normal;
}

export class UnreadableTarError extends Error {
  override name = 'UnreadableTarError';

  constructor() {
    super('the uploaded folder is no readable tar archive');
  }
}
