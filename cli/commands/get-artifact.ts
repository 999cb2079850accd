import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { ArtifactView } from '#shared/contracts/http.js';
import { type CliContext, jsonCommand, type JsonOption } from '../context.js';
import { UsageError } from '../failures.js';
import { formatBytes } from '../format/quantities.js';

type GetOptions = JsonOption & { readonly output?: string };

const READABLE = /^text\/|json|xml|yaml|javascript/;

export const getArtifact = (context: CliContext): Command =>
  jsonCommand('get')
    .description('print an artifact, or save it; with --json print what is known of it')
    .argument('<artifact>', 'id of the artifact; "syn artifacts list" shows them')
    .option('-o, --output <file>', 'save it here')
    .action(async (id: string, options: GetOptions) => {
      const { api, terminal } = context;
      const path = `/api/v1/artifacts/${encodeURIComponent(id)}`;
      const artifact = await api.get(ArtifactView, path);
      if (options.json) terminal.printJson(artifact);
      if (options.output !== undefined) {
        await save(context, `${path}/content`, options.output);
        terminal.note(`saved ${artifact.path} as ${options.output}, ${formatBytes(artifact.size)}`);
      } else if (!options.json) await show(context, `${path}/content`, artifact);
    });

async function save({ api }: CliContext, path: string, file: string): Promise<void> {
  await pipeline(Readable.fromWeb(await api.download(path)), createWriteStream(file));
}

async function show(
  { api, terminal }: CliContext,
  path: string,
  { contentType }: ArtifactView,
): Promise<void> {
  if (terminal.isInteractive && !READABLE.test(contentType)) {
    throw new UsageError(`this is ${contentType}, not text; save it with -o <file>`);
  }
  for await (const chunk of Readable.fromWeb(await api.download(path))) {
    terminal.stdout.write(chunk as Uint8Array);
  }
}
