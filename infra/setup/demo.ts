import { join } from 'node:path';
import { argv, env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ExecutionStarted, ExecutionView } from '#shared/contracts/http.js';
import { DemoFolder } from './demo-folder.js';
import { print } from './print.js';
import { CommandFailedError } from './run-command.js';
import { SetupError } from './setup-error.js';
import { Syn } from './syn.js';

const WORKFLOW = 'research-v1';
const QUESTION = 'What is in this folder, how is it built, and what is left to do?';

const Settings = z.object({
  SYN_API_URL: z.string(),
  /** Absent with a Temporal of the user's own. */
  SYN_TEMPORAL_UI_URL: z.string().optional(),
});

const root = fileURLToPath(new URL('../..', import.meta.url));
const syn = new Syn(root, env);

/** `npm run demo [folder or git address] [question]`: the main job, from a package to a report. */
async function demo(source: string, question: string): Promise<void> {
  await using folder = await DemoFolder.open(source, env);
  await syn.show('workflows', 'apply', join(root, 'workflow-defs/packages', WORKFLOW));
  print(`\n${WORKFLOW} on ${source}: ${question}\n`);
  const started = await syn.read('run', WORKFLOW, question, '--folder', folder.path, '--json');
  const { id } = ExecutionStarted.parse(JSON.parse(started));
  await syn.show('watch', id, '--exit-status');
  await printOutcome(ExecutionView.parse(JSON.parse(await syn.read('show', id, '--json'))));
}

async function printOutcome({ id, artifacts, phases, totals }: ExecutionView): Promise<void> {
  const last = phases.at(-1)?.id;
  const report = artifacts.find(({ phaseId, path }) => phaseId === last && path === 'output.md');
  if (!report)
    throw new SetupError('the execution left no report', `Look at it: ./bin/syn logs ${id}`);
  print(`\n${'─'.repeat(80)}\n`);
  await syn.show('artifacts', 'get', report.id);
  const { SYN_API_URL: api, SYN_TEMPORAL_UI_URL: ui } = Settings.parse(env);
  print(`\n${'─'.repeat(80)}\n`);
  print(`Cost       $${totals.costUsd.toFixed(4)} for ${totals.modelCalls} model calls`);
  print(`Execution  ${api}/api/v1/executions/${id}`);
  print(`Report     ${api}/api/v1/artifacts/${report.id}/content`);
  if (ui !== undefined) print(`Temporal   ${ui}/namespaces/default/workflows/${id}`);
  print('\nThe API wants its key; the command line has it:');
  print(`  ./bin/syn show ${id}`);
  print(`  ./bin/syn logs ${id}`);
}

const [, , source = root, question = QUESTION] = argv;
await demo(source, question).catch((error: unknown) => {
  if (!(error instanceof SetupError || error instanceof CommandFailedError)) throw error;
  process.exitCode = 1;
  const said = error instanceof SetupError ? [error.detail, error.remedy] : [];
  process.stderr.write([`error: ${error.message}`, ...said, ''].filter(Boolean).join('\n') + '\n');
});
