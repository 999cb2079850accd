import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionEvent } from '#shared/contracts/execution-events.js';
import { runCli } from '../../../cli/run-cli.js';
import { executionId, objectRef, sessionId, startData } from '../../support/execution-fixtures.js';
import { RecordedTerminal } from '../../support/recorded-terminal.js';
import { API_KEY, TestApi } from '../../support/test-api.js';

const story: ExecutionEvent[] = [
  { type: 'ExecutionStarted', data: startData(1) },
  { type: 'PhaseStarted', data: { phaseId: 'phase-1', sessionId, model: 'sonnet' } },
  { type: 'PhaseCompleted', data: { phaseId: 'phase-1', sessionId, output: objectRef } },
  { type: 'ExecutionCompleted', data: {} },
];

describe('the command line', () => {
  let api: TestApi;
  let folder: string;
  beforeAll(async () => {
    api = await TestApi.start();
    folder = await mkdtemp(join(tmpdir(), 'syntropic-cli-'));
    await writeFile(
      join(folder, 'workflow.yaml'),
      'id: demo\nname: Demo\nphases:\n  - id: one\n    prompt_file: one.md\n',
    );
    await writeFile(join(folder, 'one.md'), 'Look around.\n');
    await symlink('/etc/hostname', join(folder, 'secret.md'));
    await api.record(executionId, ...story);
  });
  afterAll(async () => {
    await api[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const syn = async (args: readonly string[], env: Record<string, string> = {}) => {
    const terminal = RecordedTerminal.create();
    const settings = { SYN_API_URL: api.url, SYN_API_KEY: API_KEY, ...env };
    const code = await runCli(args, settings, terminal);
    return { code, out: terminal.printed, err: terminal.complained };
  };

  it('applies a package, and says which version it became', async () => {
    const applied = await syn(['workflows', 'apply', folder]);
    expect(applied).toEqual({ code: 0, out: 'demo is stored as version 1.\n', err: '' });
  });

  it('prints the places of problems so that an editor can jump there', async () => {
    const file = join(folder, 'faulty.yaml');
    await writeFile(file, 'id: demo\nname: Demo\nphases:\n  - id: one\n    promt: Look.\n');
    const refused = await syn(['workflows', 'validate', file]);
    expect(refused.code).toBe(5);
    expect(refused.err).toContain('faulty.yaml:4:5: the phase has no prompt');
    expect(refused.err).toContain('faulty.yaml:5:5: unknown key "promt" in phase 1');
  });

  it('never sends a file that a link leads to', async () => {
    const file = join(folder, 'linked.yaml');
    await writeFile(
      file,
      'id: demo\nname: Demo\nphases:\n  - id: one\n    prompt_file: secret.md\n',
    );
    const refused = await syn(['workflows', 'validate', file]);
    expect(refused.err).toContain('linked.yaml:5:18: the package has no file "secret.md"');
  });

  it('starts an execution and prints its id alone on stdout', async () => {
    const { code, out } = await syn(['run', 'demo', 'the question', '-i', 'a=b']);
    expect(code).toBe(1); // demo takes no inputs
    expect(out).toBe('');
    const started = await syn(['run', 'demo', 'the question']);
    expect(started.out).toMatch(/^exe-[0-9a-z]{20}\n$/);
  });

  it('uploads the folder to work on', async () => {
    const { out } = await syn(['run', 'demo', '--folder', folder, '--json']);
    const { id } = JSON.parse(out) as { id: string };
    const key = api.runs.started.get(id)?.input.input.key ?? '';
    const { folder: sent } = JSON.parse(await api.objects.getText(key)) as { folder: object };
    expect(sent).toHaveProperty('tar.contentType', 'application/x-tar');
  });

  it('shows an execution, its events and its end as lines', async () => {
    expect((await syn(['show', executionId])).out).toContain('COMPLETED');
    const events = (await syn(['events', executionId])).out.trimEnd().split('\n');
    expect(events).toHaveLength(4);
    const watched = await syn(['watch', executionId, '--exit-status']);
    expect(watched.code).toBe(0);
    expect(watched.out).toMatch(/phase-1 started \(sonnet\)[^]*execution completed\n[^]*COMPLETED/);
  });

  it('prints one JSON value a line for what comes one by one', async () => {
    const lines = (await syn(['events', executionId, '-f', '--json'])).out.trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { version: number }).version)).toEqual([
      1, 2, 3, 4,
    ]);
  });

  it.each([
    [['ps'], { SYN_API_URL: 'http://127.0.0.1:1' }, 3, 'npm run up'],
    [['ps'], { SYN_API_KEY: 'wrong' }, 4, '.syn/installation.env'],
    [['show', `exe-${'0'.repeat(20)}`], {}, 1, 'does not exist'],
    [['nonsense'], {}, 2, "unknown command 'nonsense'"],
    [['run', 'demo', '-i', 'novalue'], {}, 2, 'write it as name=value'],
    [['run', 'demo', '--folder', '/nowhere'], {}, 2, 'is not a folder'],
  ])('%j with %j exits with %i and says what to do', async (...given) => {
    const [args, env, code, sentence] = given;
    const result = await syn(args, env);
    expect(result.code).toBe(code);
    expect(result.err + result.out).toContain(sentence);
  });
});
