import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionId } from '#shared/contracts/ids.js';
import type { AgentEnd, AgentSpec, JournalRecord } from '#shared/contracts/runner-protocol.js';
import { agentContainer, SOCKETS_VOLUME } from '../../../../worker/workspaces/container-options.js';
import {
  ensureRunning,
  ensureVolume,
  removeContainer,
  removeVolume,
} from '../../../../worker/workspaces/docker-objects.js';
import { SeatTakenError } from '../../../../worker/workspaces/workspace-host.js';
import { labelsOf } from '../../../../worker/workspaces/workspace-names.js';
import { agentSpec, shell } from '../../../support/agent-spec.js';
import {
  isEnd,
  newExecutionId,
  noteOf,
  readUntil,
  TestInstallation,
} from '../../../support/docker.js';

let installation: TestInstallation;
let attempt = 1;

beforeAll(async () => {
  installation = await TestInstallation.start();
});
afterAll(async () => {
  await installation[Symbol.asyncDispose]();
});

async function prepare(): Promise<{ executionId: ExecutionId; sessionId: string }> {
  const executionId = newExecutionId();
  await installation.host().setUp({ executionId, commands: [], onReport: () => undefined });
  return { executionId, sessionId: randomUUID() };
}

function attach(executionId: ExecutionId, sessionId: string, from = 1) {
  attempt += 1;
  const fence = { run: 1, activity: 1, attempt };
  return installation.host().openAgent({ executionId, sessionId, fence, from });
}

/** Runs a prompt to its end. */
async function run(prompt: string, spec: Partial<AgentSpec> = {}) {
  const { executionId, sessionId } = await prepare();
  await using agent = await attach(executionId, sessionId);
  agent.send({
    type: 'start',
    spec: { ...agentSpec(sessionId, prompt), ...spec },
    endsSeen: 0,
  });
  const records = await readUntil(agent, isEnd);
  return { executionId, sessionId, records, end: endOf(records), said: saidIn(records) };
}

function endOf(records: readonly JournalRecord[]): AgentEnd {
  const note = records.map(noteOf).findLast((found) => found?.type === 'agent_ended');
  if (note?.type !== 'agent_ended') throw new Error('no end was journalled');
  return note.end;
}

const saidIn = (records: readonly JournalRecord[]): string =>
  records
    .filter(({ channel }) => channel === 'out')
    .map(({ line }) => line)
    .join('\n');

const seqs = (records: readonly JournalRecord[]): number[] => records.map(({ seq }) => seq);
const countTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
const isToolResult = ({ channel, line }: JournalRecord): boolean =>
  channel === 'out' && line.includes('"type":"tool_result"') && line.startsWith('{"type":"user"');

describe('an agent in its workspace', () => {
  it('runs to its end, and its artifacts are handed out', async () => {
    const { executionId, records, end } = await run('Write. [[s=tool]]');
    expect(end).toMatchObject({ cause: 'exited', exitCode: 0 });
    expect(end.result).toMatchObject({ terminal_reason: 'completed', is_error: false });
    expect(seqs(records)).toEqual(countTo(records.length));
    const files = new Map<string, string>();
    for await (const file of installation.host().collectArtifacts(executionId)) {
      files.set(file.path, await text(file.content));
    }
    expect([...files.keys()].sort()).toEqual(['out.md', 'two.md']);
  });

  it('goes on while nobody is attached, and loses no line and repeats none', async () => {
    const { executionId, sessionId } = await prepare();
    const first = await attach(executionId, sessionId);
    first.send({
      type: 'start',
      spec: agentSpec(sessionId, 'Go. [[s=loop n=6]]'),
      endsSeen: 0,
    });
    const before = await readUntil(first, isToolResult);
    await first[Symbol.asyncDispose]();
    await using second = await attach(executionId, sessionId, before.length + 1);
    expect(second.attached.state).not.toBe('absent');
    const after = await readUntil(second, isEnd);
    expect(seqs([...before, ...after])).toEqual(countTo(before.length + after.length));
    expect(endOf(after).result).toMatchObject({ terminal_reason: 'completed' });
  });

  it('is resumed with its conversation in a new container on the same volumes', async () => {
    const { executionId, sessionId } = await prepare();
    const spec = agentSpec(sessionId, 'Go. [[s=loop n=4]]');
    const first = await attach(executionId, sessionId);
    first.send({ type: 'start', spec, endsSeen: 0 });
    const before = await readUntil(first, isToolResult);
    await installation.container(executionId, 'agent').kill();
    await using second = await attach(executionId, sessionId, 1);
    expect(second.attached.state).toBe('absent');
    second.send({ type: 'start', spec, endsSeen: second.attached.ends });
    const all = await readUntil(second, isEnd);
    expect(all.slice(0, before.length)).toEqual(before);
    expect(seqs(all)).toEqual(countTo(all.length));
    const starts = all.map(noteOf).filter((note) => note?.type === 'agent_started');
    expect(starts).toMatchObject([{ resumed: false }, { resumed: true }]);
    expect(endOf(all).result).toMatchObject({ terminal_reason: 'completed' });
    expect(endOf(all).result?.session_id).toBe(sessionId);
  });

  it('is held after a tool batch with the conversation mirrored, and goes on when released', async () => {
    const { executionId, sessionId } = await prepare();
    await using agent = await attach(executionId, sessionId);
    const spec = agentSpec(sessionId, 'Go. [[s=loop n=3]]');
    agent.send({ type: 'start', spec, endsSeen: 0 });
    await readUntil(agent, ({ line }) => line.includes('"callback_id":"PostToolUse"'));
    agent.send({ type: 'hold' });
    const before = await readUntil(agent, (record) => noteOf(record)?.type === 'held');
    const held = before.at(-1);
    expect(held && noteOf(held)).toEqual({ type: 'held', yieldPoint: 'after_tools' });
    await using again = await attach(executionId, sessionId, (held?.seq ?? 0) + 1);
    expect(again.attached.state).toBe('held');
    again.send({ type: 'release' });
    const after = await readUntil(again, isEnd);
    expect(after.map(noteOf).filter((note) => note?.type === 'released')).toHaveLength(1);
    expect(endOf(after).result).toMatchObject({ terminal_reason: 'completed' });
  });

  it('is interrupted in the middle of a tool', async () => {
    const { executionId, sessionId } = await prepare();
    await using agent = await attach(executionId, sessionId);
    const spec = agentSpec(sessionId, shell('touch artifacts/begun; sleep 60'));
    agent.send({ type: 'start', spec, endsSeen: 0 });
    await readUntil(agent, ({ line }) => line.includes('"callback_id":"PreToolUse"'));
    agent.send({ type: 'interrupt' });
    const after = await readUntil(agent, isEnd);
    expect(endOf(after)).toMatchObject({ cause: 'interrupted' });
  });

  it('is ended when its running time is used up', async () => {
    const { end } = await run(shell('sleep 60'), { timeoutMs: 3000 });
    expect(end).toMatchObject({ cause: 'timeout' });
  });

  it('is ended when the workspace outgrows its limit', async () => {
    const command = 'for i in 1 2 3 4 5 6; do head -c 60M /dev/zero > big$i; done; sleep 30';
    const { end } = await run(shell(command));
    expect(end).toMatchObject({ cause: 'disk_limit' });
  });

  it('leaves no process behind, not even one that left its process group', async () => {
    const { executionId, end } = await run(shell('setsid sleep 1000 >/dev/null 2>&1 & echo away'));
    expect(end.cause).toBe('exited');
    const processes = (await installation.container(executionId, 'agent').top()) as unknown;
    expect(JSON.stringify(processes)).not.toContain('sleep 1000');
  });

  it('starts one agent however often it is asked', async () => {
    const { executionId, sessionId } = await prepare();
    await using agent = await attach(executionId, sessionId);
    const start = {
      type: 'start' as const,
      spec: agentSpec(sessionId, 'Go. [[s=tool]]'),
      endsSeen: 0,
    };
    for (let times = 0; times < 3; times += 1) agent.send(start);
    await readUntil(agent, isEnd);
    agent.send(start);
    await using again = await attach(executionId, sessionId);
    expect(again.attached).toMatchObject({ state: 'ended', ends: 1 });
    const records = await readUntil(again, isEnd);
    expect(records.map(noteOf).filter((note) => note?.type === 'agent_started')).toHaveLength(1);
  });

  it('refuses an older attempt and ends its connection', async () => {
    const { executionId, sessionId } = await prepare();
    const older = await attach(executionId, sessionId);
    await using newer = await attach(executionId, sessionId);
    const left: JournalRecord[] = [];
    for await (const record of older.records) left.push(record);
    expect(left).toEqual([]);
    const fence = { run: 1, activity: 1, attempt: 1 };
    const seat = { executionId, sessionId, fence, from: 1 };
    await expect(installation.host().openAgent(seat)).rejects.toThrow(SeatTakenError);
    expect(newer.attached.state).toBe('absent');
  });
});

describe('the isolation of a workspace', () => {
  it('gives the agent an environment with nothing but its placeholder key and what it needs', async () => {
    const { said } = await run(shell('env | cut -d= -f1 | sort | tr "\\n" " "'));
    expect(said).toContain('ANTHROPIC_API_KEY');
    for (const name of ['SYN_', 'DATABASE', 'SECRET', 'HOSTNAME='])
      expect(said).not.toContain(name);
  });

  it('has no network but the model behind the sidecar', async () => {
    const probe = [
      'ls /sys/class/net',
      'curl -s -o /dev/null -w "proxy=%{http_code}\\n" http://example.com/',
      'curl -s --noproxy "*" -m 2 http://172.17.0.1/ || echo direct=failed',
      'curl -s -o /dev/null -w "path=%{http_code}\\n" http://127.0.0.1:8080/v1/models',
    ].join('; ');
    const { executionId, said } = await run(shell(probe));
    expect(said).toContain('lo\\nproxy=403\\ndirect=failed\\npath=404');
    const log = await installation.host().egressLog(executionId);
    expect(log?.lines.join()).toContain('"authority":"example.com"');
  });

  it('keeps the runner, its journal and the sockets out of the agent’s reach', async () => {
    const probe = [
      'id -u',
      'grep CapEff /proc/self/status',
      'cat /proc/1/environ /journal/* /run/syntropic/* 2>/dev/null | wc -c',
      'rm -f /run/egress/model.sock; ls /run/egress',
      'kill -9 1 || echo unkillable',
      'touch /etc/x || echo readonly',
    ].join('; ');
    const { said } = await run(shell(`(${probe}) 2>/dev/null`));
    expect(said).toContain(
      '10001\\nCapEff:\\t0000000000000000\\n0\\negress.sock\\nmodel.sock\\nunkillable\\nreadonly',
    );
  });

  it('leaves the sockets to the sidecar, whichever container is made first', async () => {
    const { docker, name, settings } = installation;
    const { executionId, sessionId } = await prepare();
    for (const role of ['agent', 'sidecar'])
      await removeContainer(installation.container(executionId, role));
    await removeVolume(docker, `${name}-${executionId}-sockets`);
    await ensureVolume(docker, {
      Name: `${name}-${executionId}-sockets`,
      ...SOCKETS_VOLUME,
      Labels: labelsOf(settings.owner, executionId, 'sockets'),
    });
    await ensureRunning(docker, agentContainer(settings, executionId));
    await using agent = await attach(executionId, sessionId);
    const spec = agentSpec(sessionId, shell('echo reached'));
    agent.send({ type: 'start', spec, endsSeen: 0 });
    expect(saidIn(await readUntil(agent, isEnd))).toContain('reached');
  });

  it('follows no link out of the artifacts', async () => {
    const command = [
      'mkdir -p artifacts/real',
      'echo mine > artifacts/real/file.txt',
      'ln -s /etc/passwd artifacts/passwd',
      'ln -s /etc artifacts/etc',
      'mkfifo artifacts/fifo',
      'printf "\\0\\1\\2" > artifacts/binary.bin',
    ].join(' && ');
    const { executionId } = await run(shell(command));
    const files: string[] = [];
    for await (const file of installation.host().collectArtifacts(executionId)) {
      files.push(`${file.path} ${(await text(file.content)).length}`);
    }
    expect(files).toEqual(['binary.bin 3', 'real/file.txt 5']);
  });
});
