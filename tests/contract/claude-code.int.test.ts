import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TokenUsage } from '#shared/contracts/telemetry.js';
import { CLAUDE_VERSION } from '../support/claude-binary.js';
import {
  AgentFolder,
  type AgentOptions,
  ClaudeCode,
  type Message,
} from '../support/claude-code.js';
import { GatewayStack } from '../support/gateway-stack.js';
import { until } from '../support/until.js';

/** What the design relies on of the real agent, through the gateway, with the product's own command line. */

let stack: GatewayStack;
let folder: AgentFolder;
const started: ClaudeCode[] = [];

beforeEach(async () => {
  stack = await GatewayStack.start();
  folder = await AgentFolder.create();
});

afterEach(async () => {
  for (const agent of started.splice(0)) await agent[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

type Start = Partial<AgentOptions> & { readonly prompt: string };

async function start(options: Start): Promise<ClaudeCode> {
  const agent = await ClaudeCode.start({ gatewayUrl: stack.url, folder, ...options });
  started.push(agent);
  return agent;
}

/** Long enough for an agent that is not held to go on: another one begins and ends meanwhile. */
async function anotherAgentRuns(): Promise<void> {
  const other = await start({ prompt: '[[s=tool]]' });
  expect(await other.result()).toMatchObject({ is_error: false });
}

const callsOf = (agent: ClaudeCode): number =>
  stack.ledger.stats().sessions[agent.sessionId]?.messages ?? 0;

const mirrored = (agent: ClaudeCode): Message[] =>
  agent.ofType('transcript_mirror').flatMap(({ entries }) => entries as Message[]);

const file = (path: string): Promise<string> => readFile(join(folder.path, path), 'utf8');

describe('Claude Code through the gateway', () => {
  it('uses its tools, answers, and calls nothing but the Messages API', async () => {
    const agent = await start({ prompt: 'Write the files. [[s=tool]]' });
    expect(await agent.result()).toMatchObject({
      ...{ is_error: false, terminal_reason: 'completed', session_id: agent.sessionId },
      result: 'The files out.md and two.md are written.',
    });
    expect(await agent.end()).toBe(0);
    expect(agent.ofType('system', 'init')).toMatchObject([{ claude_code_version: CLAUDE_VERSION }]);
    expect(await file('artifacts/out.md')).toBe('hi\n');
    const paths = (await stack.requests()).map(({ method, url }) => `${method} ${url}`);
    expect(new Set(paths)).toEqual(new Set(['POST /v1/messages?beta=true']));
    expect(callsOf(agent)).toBe(3);
  });

  it('prints the same tokens that the gateway metered', async () => {
    const agent = await start({ prompt: '[[s=tool]]' });
    const { modelUsage } = await agent.result();
    const [model, printed] = Object.entries(modelUsage as Record<string, Message>)[0] ?? [];
    expect(model).toBe('claude-sonnet-5-5');
    expect(metered()).toEqual({
      inputTokens: printed?.inputTokens,
      outputTokens: printed?.outputTokens,
      cacheReadTokens: printed?.cacheReadInputTokens,
      cacheWriteTokens: printed?.cacheCreationInputTokens,
    });
  });

  it('tries again by itself while the provider is overloaded, and says so', async () => {
    const agent = await start({ prompt: '[[s=err status=529 times=2]]' });
    expect(await agent.result()).toMatchObject({ is_error: false });
    expect(agent.ofType('system', 'api_retry')).toMatchObject([
      { attempt: 1, error_status: 529 },
      { attempt: 2, error_status: 529 },
    ]);
  });

  it('asks the whole again after a cut, of which the gateway has a lower bound', async () => {
    const agent = await start({ prompt: '[[s=cut tool=1 after=28 times=1]]' });
    expect(await agent.result()).toMatchObject({ is_error: false });
    expect(agent.hooks.map(({ name }) => name)).toEqual(['Stop']); // no half tool call ran
    expect(stack.sink.usage().map(({ n, data }) => [n, data.lowerBound])).toEqual([
      ...[
        [0, false],
        [1, true],
      ],
      ...[
        [0, false],
        [1, false],
      ],
    ]);
  });

  it('ends with an error when the model refuses', async () => {
    const agent = await start({ prompt: '[[s=refusal]]' });
    expect(await agent.result()).toMatchObject({ is_error: true, stop_reason: 'refusal' });
  });

  it('ends at its number of turns', async () => {
    const agent = await start({ prompt: '[[s=loop]]', maxTurns: 2 });
    expect(await agent.result()).toMatchObject({ is_error: true, terminal_reason: 'max_turns' });
    expect(callsOf(agent)).toBe(2);
  });

  it('ends at once when the gateway refuses for the tokens of the phase', async () => {
    stack.spent = () => Promise.resolve(stack.sink.usage().length > 0 ? 10 : 0);
    const agent = await start({ prompt: '[[s=loop]]', claims: { maxOutputTokens: 10 } });
    const result = await agent.result();
    expect(result).toMatchObject({
      ...{ is_error: true, terminal_reason: 'api_error', api_error_status: 400 },
      result: expect.stringContaining('syn_max_tokens'),
    });
    expect(callsOf(agent)).toBe(1);
    expect(agent.ofType('system', 'api_retry')).toEqual([]);
  });

  it('reads no settings of the folder that it works in', async () => {
    const env = { ANTHROPIC_BASE_URL: 'http://127.0.0.1:1' };
    const command = `touch ${join(folder.path, 'hook-ran')}`;
    const SessionStart = [{ hooks: [{ type: 'command', command }] }];
    await mkdir(join(folder.path, '.claude'));
    const settings = JSON.stringify({ env, hooks: { SessionStart } });
    await writeFile(join(folder.path, '.claude/settings.json'), settings);
    const agent = await start({ prompt: '[[s=none]]' });
    expect(await agent.result()).toMatchObject({ is_error: false });
    await expect(file('hook-ran')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('Claude Code under control', () => {
  it('asks at every hook in order', async () => {
    const agent = await start({ prompt: '[[s=parallel n=2]]' });
    await agent.result();
    const names = agent.hooks.map(({ name }) => name);
    expect(names.filter((name) => name === 'PreToolUse')).toHaveLength(2);
    expect(names.filter((name) => name === 'PostToolUse')).toHaveLength(2);
    expect(names.slice(-2)).toEqual(['PostToolBatch', 'Stop']);
  });

  it('stands still while a hook is not answered, and has mirrored the result of its tool', async () => {
    const agent = await start({ prompt: '[[s=loop n=1]]', holdAt: 'PostToolBatch' });
    await agent.hook('PostToolBatch');
    await until(() => JSON.stringify(mirrored(agent)).includes('"tool_result"'));
    await anotherAgentRuns();
    expect(callsOf(agent)).toBe(1);
    agent.release();
    expect(await agent.result()).toMatchObject({ is_error: false });
    expect(callsOf(agent)).toBe(2);
  });

  it('does nothing before it is initialized', async () => {
    const agent = await start({ prompt: '[[s=loop n=1]]', waitWithInitialize: true });
    await anotherAgentRuns();
    expect(callsOf(agent)).toBe(0);
  });

  it('goes on after kill -9 from its mirrored conversation, gated from the first call on', async () => {
    const killed = await start({ prompt: '[[s=loop n=3]]', holdAt: 'PostToolBatch' });
    await killed.hook('PostToolBatch');
    await until(() => JSON.stringify(mirrored(killed)).includes('"tool_result"'));
    killed.kill();
    await killed.exited;
    const conversation = join(folder.path, `${killed.sessionId}.jsonl`);
    const lines = mirrored(killed).map((entry) => `${JSON.stringify(entry)}\n`);
    await writeFile(conversation, lines.join(''));

    await using otherHome = await AgentFolder.create();
    const { sessionId } = killed;
    const resumed = await start({
      ...{ prompt: '', sessionId, conversation, folder: otherHome },
      ...{ beginning: 'resume_turn', waitWithInitialize: true },
    });
    await anotherAgentRuns();
    expect(callsOf(resumed)).toBe(1);
    resumed.initialize();
    expect(await resumed.result()).toMatchObject({
      ...{ is_error: false, session_id: sessionId },
      result: 'Done. Turn 3 of the script loop.',
    });
    expect(callsOf(resumed)).toBe(4); // one before the kill; no turn was asked twice
    expect(resumed.hooks.filter(({ name }) => name === 'PostToolBatch')).toHaveLength(2);
  });

  it('stops at once when interrupted, and goes on with the next message', async () => {
    const agent = await start({ prompt: '[[s=slow words=10000 ms=20]]' });
    await until(() => agent.ofType('stream_event').length > 5);
    agent.interrupt();
    expect(await agent.result()).toMatchObject({
      ...{ is_error: true, terminal_reason: 'aborted_streaming' },
    });
    agent.say('[[s=none]]');
    expect(await agent.result(2)).toMatchObject({ is_error: false });
    expect(stack.sink.usage()[1]?.data.lowerBound).toBe(true);
  });
});

describe('the scripted phases of research-v1', () => {
  it('survey the folder and report facts that were computed from it', async () => {
    await mkdir(join(folder.path, 'src'));
    await writeFile(join(folder.path, 'src/a.ts'), '// TO' + 'DO: more\nexport const a = 1;\n');
    await writeFile(join(folder.path, 'README.md'), '# Read\n');
    await writeFile(join(folder.path, 'src/big file.bin'), Buffer.alloc(5000));
    await commitAll(folder.path);

    const survey = await start({ prompt: 'Survey. [[s=survey]]' });
    expect(await survey.result()).toMatchObject({
      is_error: false,
      result: expect.stringContaining('3 files, of which 2 are text with 3 lines'),
    });
    expect(JSON.parse(await file('artifacts/facts.json'))).toMatchObject({
      languages: [
        { language: 'TypeScript', files: 1, lines: 2 },
        { language: 'Markdown', files: 1, lines: 1 },
      ],
      largest: expect.arrayContaining([{ path: 'src/big file.bin', bytes: 5000 }]),
      ...{ commits: 1, marks: 1, recent: [{ subject: 'first commit' }] },
    });

    const inputs = join(folder.path, 'inputs/discovery');
    await cp(join(folder.path, 'artifacts'), inputs, { recursive: true });
    const report = await start({ prompt: 'Report. [[s=report]]' });
    expect(await report.result()).toMatchObject({ is_error: false });
    const document = await file('artifacts/output.md');
    expect(document).toContain('| TypeScript | 1 | 2 | 66.7 % |');
    expect(document).toContain('`src/big file.bin` has 5,000 bytes');
    expect(document).toContain('first commit');
    expect(report.ofType('user').map((line) => JSON.stringify(line))).not.toContainEqual(
      expect.stringContaining('"is_error":true'),
    );
  });

  it('look around in any other workflow', async () => {
    await writeFile(join(folder.path, 'seen.txt'), 'x');
    const agent = await start({ prompt: 'Review this change.' });
    expect(await agent.result()).toMatchObject({
      is_error: false,
      result: expect.stringContaining('seen.txt'),
    });
  });
});

function metered(): TokenUsage {
  const sum = (field: keyof TokenUsage) =>
    stack.sink.usage().reduce((total, { data }) => total + data.usage[field], 0);
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cacheReadTokens: sum('cacheReadTokens'),
    cacheWriteTokens: sum('cacheWriteTokens'),
  };
}

/** The agent's home lies in its folder here, and is kept out of its repository. */
async function commitAll(path: string): Promise<void> {
  const git = (...args: string[]) => promisify(execFile)('git', args, { cwd: path });
  await git('init', '--quiet');
  await writeFile(join(path, '.git/info/exclude'), '.claude*\n*.jsonl\n');
  await git('add', '.');
  const author = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  await git(...author, 'commit', '--quiet', '--message', 'first commit');
}
