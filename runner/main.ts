import { z } from 'zod';
import { attach } from './attach.js';
import { collect, TooManyArtifactsError } from './collect.js';
import { place } from './place.js';
import { serve } from './serve.js';
import { setUp } from './setup.js';

/** Exit code of `collect` for more artifacts than allowed; the worker knows it by this number. */
const TOO_MANY_ARTIFACTS = 3;

const Limit = z.coerce.number().positive();

/** `serve` and `setup` are the containers' main programs, the others are run in them by `docker exec`. */
async function main([command = '', ...args]: readonly string[]): Promise<void> {
  switch (command) {
    case 'serve':
      return serve({
        diskMb: Limit.parse(process.env.SYN_DISK_MB),
        fileMb: Limit.parse(process.env.SYN_FILE_MB),
      });
    case 'attach':
      return attach();
    case 'setup':
      return setUp();
    case 'collect':
      return collect(process.stdout, {
        maxFiles: Limit.parse(args[0]),
        maxBytes: Limit.parse(args[1]),
      });
    case 'place':
      return place(process.stdin);
    default:
      process.stderr.write('usage: runner.mjs serve|attach|setup|collect|place\n');
      process.exitCode = 2;
  }
}

try {
  await main(process.argv.slice(2));
  process.exit();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(error instanceof TooManyArtifactsError ? TOO_MANY_ARTIFACTS : 1);
}
