import { statfs } from 'node:fs/promises';

const MEBIBYTE = 1024 * 1024;

/**
 * Free space in MiB where Docker keeps its volumes. A worker in a container sees it as its own root, which lies on the
 * same file system; a worker outside sees this machine's root.
 */
export async function freeDiskMb(): Promise<number> {
  const { bavail, bsize } = await statfs('/');
  return (bavail * bsize) / MEBIBYTE;
}
