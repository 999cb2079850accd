#!/usr/bin/env node
import { runCli } from './run-cli.js';
import { Terminal } from './terminal.js';

// A reader that has enough, like `head`, closes the pipe: nothing is wrong then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

const terminal = new Terminal(process.stdout, process.stderr, process.env);
process.exitCode = await runCli(process.argv.slice(2), process.env, terminal);
