import { compose, type Stack } from './compose.js';

/**
 * Runs the program that verifies, anchors and rebuilds (`infra/events`) in a container of its own beside a stack
 * that is up, on this terminal: only there the stores have the names that the settings say. Resolves to whether all is well.
 */
export const runEvents = (stack: Stack, args: readonly string[]): Promise<boolean> =>
  compose(stack, eventsArguments(args), { inherit: true }).then(
    () => true,
    () => false,
  );

/** The image and the settings of the api: all that the program needs, and no Docker socket. */
export const eventsArguments = (args: readonly string[]): string[] => [
  ...['run', '--rm', '--no-deps', '--no-TTY'],
  ...['api', 'dist/events.mjs', ...args],
];
