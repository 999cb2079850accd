import { compose, type Stack } from './compose.js';

/**
 * Runs the program that verifies, anchors and rebuilds (`infra/events`) inside the api of a stack that is up, on this
 * terminal: there the stores have the names that the settings say. Resolves to whether all is well.
 */
export const runEvents = (stack: Stack, args: readonly string[]): Promise<boolean> =>
  compose(stack, ['exec', '--no-TTY', 'api', 'node', 'dist/events.mjs', ...args], {
    inherit: true,
  }).then(
    () => true,
    () => false,
  );
