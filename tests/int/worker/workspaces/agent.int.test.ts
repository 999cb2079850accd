import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionId } from '#shared/contracts/ids.js';
import type { AgentEnd, JournalRecord } from '#shared/contracts/runner-protocol.js';
import {
  agentSpec,
  isEnd,
  newExecutionId,
  noteOf,
  readUntil,
  shell,
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
async function run(executionId: ExecutionId, sessionId: string, prompt: string) {
  await using agent = await attach(executionId, sessionId);
  agent.send({ type: 'start', spec: agentSpec(sessionId, prompt), endsSeen: 0 });
  const records = await readUntil(agent, isEnd);
  return { records, end: endOf(records) };
}

function endOf(records: readonly JournalRecord[]): AgentEnd {
  const note = records.map(noteOf).findLast((found) => found?.type === 'agent_ended');
  if (note?.type !== 'agent_ended') throw new Error('no end was journalled');
  return note.end;
}

const textOf = (records: readonly JournalRecord[]): string =>
  records.map(({ line }) => line).join('\n');

describe('an agent in its workspace', () => {
  it('runs the real agent to its end and hands out what it made', async () => {
    const { executionId, sessionId } = await prepare();
    const { records, end } = await run(executionId, sessionId, 'Write. [[s=tool]]');
    expect(end).toMatchObject({ cause: 'exited', exitCode: 0 });
    expect(end.result).toMatchObject({ terminal_reason: 'completed', is_error: false });
    expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1));
    const files: string[] = [];
    for await (const file of installation.host().collectArtifacts(executionId)) {
      files.push(file.path);
      file.content.resume();
    }
    expect(files).toContain('out.md');
  });
});
