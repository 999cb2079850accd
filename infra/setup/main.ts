import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { COMMANDS } from './commands.js';
import { CommandFailedError } from './run-command.js';
import { SetupError } from './setup-error.js';
import { siteOf } from './site.js';

const [name = '', ...args] = process.argv.slice(2);
const root = fileURLToPath(new URL('../..', import.meta.url));
process.exitCode = await run();

async function run(): Promise<number> {
  const command = COMMANDS[name];
  if (!command) {
    process.stderr.write(`usage: npm run ${Object.keys(COMMANDS).join('|')}\n`);
    return 2;
  }
  try {
    return (await command(siteOf(root, env), args)) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`\n${explain(error)}\n`);
    return 1;
  }
}

function explain(error: unknown): string {
  if (error instanceof SetupError) return `${error.message}\n\n${error.remedy}`;
  if (error instanceof CommandFailedError) {
    return `${error.message}\n\nThe command was: ${error.command.join(' ')}\nLogs are in ${root}.syn/logs.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
