import { join } from 'node:path';
import { usesOwnTemporal, type Stack } from './compose.js';
import { runCommand } from './run-command.js';

/**
 * Runs the demo program against a stack that is up, on this terminal. It is a client like any other and
 * gets what a client needs by environment: SYN_API_URL, SYN_API_KEY and, for the addresses that it
 * prints, SYN_TEMPORAL_UI_URL (absent with a Temporal of the user's own).
 */
export async function runDemo(stack: Stack, args: readonly string[]): Promise<boolean> {
  const { root, env } = stack.site;
  const { SYN_API_URL, SYN_API_KEY, SYN_TEMPORAL_UI_PORT } = stack.installation.settings;
  const ui = usesOwnTemporal(env) ? `http://127.0.0.1:${String(SYN_TEMPORAL_UI_PORT)}` : undefined;
  const program = ['--import', 'tsx', join(root, 'infra/setup/demo.ts'), ...args];
  return runCommand(process.execPath, program, {
    cwd: root,
    env: { ...env, SYN_API_URL, SYN_API_KEY, SYN_TEMPORAL_UI_URL: ui },
    inherit: true,
  }).then(
    () => true,
    () => false,
  );
}
