import { lstat, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { WorkflowPackage } from '#shared/contracts/http.js';
import { UsageError } from './failures.js';

const ENTRY = 'workflow.yaml';

/** Only what is needed to know which files to send; the API checks everything. */
const Prompts = z
  .object({
    phases: z.array(z.object({ prompt_file: z.string().optional().catch(undefined) }).catch({})),
  })
  .catch({ phases: [] });

/** Reads a package from its folder or its YAML file. Errors: UsageError. */
export async function readPackage(path: string): Promise<WorkflowPackage> {
  const file = await entryFile(path);
  const folder = dirname(file);
  const entry = basename(file);
  const text = await readFile(file, 'utf8');
  const files: Record<string, string> = { [entry]: text };
  for (const name of promptFiles(text)) {
    const content = await readInside(folder, name);
    if (content !== undefined) files[name] = content;
  }
  return { entry, files };
}

async function entryFile(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found)
    throw new UsageError(`${path} does not exist; name a workflow's folder or its YAML file`);
  if (!found.isDirectory()) return path;
  const entry = join(path, ENTRY);
  if (await stat(entry).catch(() => undefined)) return entry;
  throw new UsageError(`${path} has no ${ENTRY}; name the YAML file itself`);
}

function promptFiles(text: string): string[] {
  try {
    return Prompts.parse(parse(text)).phases.flatMap(({ prompt_file: name }) => name ?? []);
  } catch {
    return []; // not YAML: the API says where and why
  }
}

/** A file inside the folder, with no link on the way; anything else is left out, and the API reports it missing. */
async function readInside(folder: string, name: string): Promise<string | undefined> {
  const path = join(folder, name);
  const found = await lstat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const [inside, root] = await Promise.all([realpath(path), realpath(folder)]);
  return inside === join(root, name) && inside.startsWith(root + sep)
    ? readFile(path, 'utf8')
    : undefined;
}
