import { stat } from 'node:fs/promises';
import { Uploaded } from '#shared/contracts/http.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../failures.js';
import { formatBytes } from '../format/quantities.js';
import { packFolder } from './pack-folder.js';

/** Sends the folder and returns the id that an execution takes. Errors: UsageError. */
export async function uploadFolder({ api, terminal }: CliContext, folder: string): Promise<string> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory()) throw new UsageError(`${folder} is not a folder`);
  const packed = await packFolder(folder);
  if (packed.files === 0) throw new UsageError(`${folder} has no files to work on`);
  const uploaded = await api.upload(Uploaded, '/api/v1/uploads', counted(packed.content()));
  terminal.progress('');
  terminal.note(`sent ${packed.files} files of ${folder}, ${formatBytes(packed.bytes)}`);
  const [first] = packed.left;
  if (first !== undefined) {
    terminal.note(
      `left out ${packed.left.length} links out of the folder or special files, such as ${first}`,
    );
  }
  return uploaded.id;

  async function* counted(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let sent = 0;
    for await (const chunk of content) {
      sent += chunk.length;
      terminal.progress(`sending ${folder}: ${formatBytes(sent)} of ${formatBytes(packed.bytes)}`);
      yield chunk;
    }
  }
}
