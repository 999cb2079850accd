import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { COMMANDS } from './commands.js';
import { readEnvFile } from './env-file.js';
import { CommandFailedError, lastLines } from './run-command.js';
import { SetupError } from './setup-error.js';
import { siteOf } from './site.js';

const [name = '', ...args] = process.argv.slice(2);
const root = fileURLToPath(new URL('../..', import.meta.url));
// The file is for lasting settings, the caller's environment for this one time.
const environment = { ...readEnvFile(join(root, '.env')), ...env };
process.exitCode = await run();

async function run(): Promise<number> {
  const command = COMMANDS[name];
  if (!command) {
    process.stderr.write(`usage: npm run ${Object.keys(COMMANDS).join('|')}\n`);
    return 2;
  }
  try {
    return (await command(siteOf(root, environment), args)) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`\n${explain(error)}\n`);
    return 1;
  }
}

function explain(error: unknown): string {
  if (error instanceof SetupError) {
    return [error.message, error.detail, error.remedy].filter(Boolean).join('\n\n');
  }
  if (error instanceof CommandFailedError) {
    const where = `The command was: ${error.command.join(' ')}\nAll logs are in ${root}.syn/logs.`;
    return [error.message, lastLines(error.output, 12), where].filter(Boolean).join('\n\n');
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
