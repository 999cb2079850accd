import { constants, type Dirent } from 'node:fs';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { LAYOUT } from './layout.js';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;

export type CollectLimits = { readonly maxFiles: number; readonly maxBytes: number };

/** More than the platform takes; the message says what and how much. */
export class TooManyArtifactsError extends Error {
  override name = 'TooManyArtifactsError';
}

/**
 * Writes a tar of the regular files below the folder to `output`, with names relative to it, in a stable order.
 * Every level is opened without following links, through the descriptor of the level above: a link cannot lead out,
 * not even one that is put into place while this runs.
 */
export async function collect(
  output: NodeJS.WritableStream,
  limits: CollectLimits,
  folder: string = LAYOUT.artifacts,
): Promise<void> {
  const tar = pack();
  const written = pipeline(tar, output);
  const collector = new Collector(tar, limits);
  const top = await openPlain(folder, O_DIRECTORY);
  try {
    if (top !== undefined) await collector.addFolder(top, '');
  } finally {
    await top?.close();
  }
  tar.finalize();
  await written;
}

class Collector {
  private files = 0;
  private bytes = 0;

  constructor(
    private readonly tar: Pack,
    private readonly limits: CollectLimits,
  ) {}

  async addFolder(folder: FileHandle, prefix: string): Promise<void> {
    const path = `/proc/self/fd/${folder.fd}`;
    const entries = await readdir(path, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) await this.addEntry(`${path}/${entry.name}`, entry, prefix);
  }

  private async addEntry(path: string, entry: Dirent, prefix: string): Promise<void> {
    const name = `${prefix}${entry.name}`;
    if (!entry.isFile() && !entry.isDirectory()) return;
    const handle = await openPlain(path, entry.isDirectory() ? O_DIRECTORY : O_NONBLOCK);
    if (handle === undefined) return;
    try {
      if (entry.isDirectory()) await this.addFolder(handle, `${name}/`);
      else await this.addFile(handle, name);
    } finally {
      await handle.close();
    }
  }

  private async addFile(file: FileHandle, name: string): Promise<void> {
    const stat = await file.stat();
    if (!stat.isFile()) return;
    this.count(stat.size);
    const header = { name, size: stat.size, mtime: stat.mtime };
    if (stat.size === 0) {
      this.tar.entry(header, '');
      return;
    }
    // A file that grows meanwhile is cut at the size in its header.
    const content = file.createReadStream({ start: 0, end: stat.size - 1, autoClose: false });
    await pipeline(content, this.tar.entry(header));
  }

  private count(size: number): void {
    const { maxFiles, maxBytes } = this.limits;
    this.files += 1;
    this.bytes += size;
    if (this.files > maxFiles) {
      throw new TooManyArtifactsError(`artifacts/ holds more than ${maxFiles} files`);
    }
    if (this.bytes > maxBytes) {
      throw new TooManyArtifactsError(`artifacts/ holds more than ${maxBytes} bytes`);
    }
  }
}

/** Undefined for a link, for what vanished, and for what its owner may not read. */
async function openPlain(path: string, flag: number): Promise<FileHandle | undefined> {
  try {
    return await open(path, O_RDONLY | O_NOFOLLOW | flag);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ELOOP', 'ENOENT', 'ENOTDIR', 'EACCES', 'ENXIO'].includes(code)) return undefined;
    throw error;
  }
}
