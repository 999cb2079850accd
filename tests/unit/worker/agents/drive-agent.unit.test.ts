import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ExecutionId } from '#shared/contracts/ids.js';
import type { JournalRecord } from '#shared/contracts/runner-protocol.js';
import {
  DRIVE_OPTIONS,
  type Drive,
  driveAgent,
  DriveEndedError,
} from '../../../../worker/agents/drive-agent.js';
import { agentSpec } from '../../../support/agent-spec.js';
import {
  answered,
  endedBy,
  type Fate,
  refusedByApi,
  ScriptedAgent,
} from '../../../support/scripted-agent.js';

const sessionId = randomUUID();

function scene(fates: Fate[], more: Partial<Drive> = {}) {
  const agent = new ScriptedAgent(fates);
  const taken: number[] = [];
  let prepared = 0;
  const drive = (from = 1): Drive => ({
    host: agent,
    collector: {
      accept: ({ seq }: JournalRecord) => {
        taken.push(seq);
        return Promise.resolve();
      },
    },
    seat: {
      executionId: ExecutionId.parse('exe-0123456789abcdefghij'),
      sessionId,
      fence: { run: 1, activity: 1, attempt: 1 },
      from,
    },
    spec: agentSpec(sessionId, 'Go.'),
    prepare: () => {
      prepared += 1;
      return Promise.resolve();
    },
    signal: new AbortController().signal,
    endsAgent: () => Promise.resolve(false),
    options: { ...DRIVE_OPTIONS, pauseMs: 1 },
    ...more,
  });
  return { agent, taken, drive, prepared: () => prepared };
}

describe('driving an agent', () => {
  it('starts it once its inputs are in place, and reads it to its end', async () => {
    const { agent, taken, drive, prepared } = scene([answered('Done.')]);
    expect(await driveAgent(drive())).toEqual({ kind: 'completed', answer: 'Done.' });
    expect(agent.commands).toEqual(['start']);
    expect(taken).toEqual([1, 2]);
    expect(prepared()).toBe(1);
  });

  it('takes the end that an earlier drive did not see, without another agent', async () => {
    const { agent, taken, drive } = scene([answered('Done.')]);
    await driveAgent(drive());
    expect(await driveAgent(drive(2))).toMatchObject({ kind: 'completed' });
    expect(await driveAgent(drive(3))).toMatchObject({ kind: 'completed' });
    expect(agent.commands).toEqual(['start']);
    expect(taken).toEqual([1, 2, 2]);
  });

  it('resumes after an error of the API, a bounded number of times', async () => {
    const { agent, drive } = scene([refusedByApi(529), refusedByApi(529), refusedByApi(529)]);
    expect(await driveAgent(drive())).toMatchObject({
      kind: 'interrupted',
      reason: 'provider_unavailable',
      message: expect.stringContaining('3 times') as unknown,
    });
    expect(agent.commands).toEqual(['start', 'start', 'start']);
  });

  it('resumes after a crash and completes', async () => {
    const { drive } = scene([endedBy('exited'), answered('Done.')]);
    expect(await driveAgent(drive())).toMatchObject({ kind: 'completed' });
  });

  it('does not try again what the key does not allow', async () => {
    const { agent, drive } = scene([refusedByApi(401)]);
    expect(await driveAgent(drive())).toMatchObject({
      kind: 'interrupted',
      reason: 'provider_auth',
    });
    expect(agent.commands).toEqual(['start']);
  });

  it('goes on in a new container, at the next record', async () => {
    const { agent, taken, drive, prepared } = scene(['container_lost', answered('Done.')]);
    expect(await driveAgent(drive())).toMatchObject({ kind: 'completed' });
    expect(taken).toEqual([1, 2, 3]);
    expect(agent.seats.map(({ from }) => from)).toEqual([1, 2]);
    expect(prepared()).toBe(1);
  });

  it('gives up a workspace that is lost again and again', async () => {
    const host = {
      openAgent: () => Promise.reject(Object.assign(new Error('gone'), { statusCode: 404 })),
    };
    const { drive } = scene([], { host });
    expect(await driveAgent(drive())).toMatchObject({
      kind: 'interrupted',
      reason: 'workspace_lost',
      message: expect.stringContaining('gone') as unknown,
    });
  });

  it('leaves the agent running where Temporal cannot say whether it is wanted', async () => {
    const worker = new AbortController();
    const endsAgent = () => Promise.reject(new Error('temporal is away'));
    const { agent, drive } = scene([], { signal: worker.signal, endsAgent });
    const driving = driveAgent(drive());
    worker.abort();
    await expect(driving).rejects.toThrow(DriveEndedError);
    expect(agent.commands).not.toContain('interrupt');
  });

  it('leaves the agent running when only the worker goes away', async () => {
    const worker = new AbortController();
    const { agent, drive } = scene([], { signal: worker.signal });
    const driving = driveAgent(drive());
    worker.abort();
    await expect(driving).rejects.toThrow(DriveEndedError);
    expect(agent.commands).not.toContain('interrupt');
  });

  it('interrupts the agent when it is wanted no more, and reads it to its end', async () => {
    const wish = new AbortController();
    const { agent, taken, drive } = scene([], {
      signal: wish.signal,
      endsAgent: () => Promise.resolve(true),
    });
    const driving = driveAgent({
      ...drive(),
      collector: {
        accept: ({ seq }) => {
          taken.push(seq);
          wish.abort();
          return Promise.resolve();
        },
      },
    });
    await expect(driving).rejects.toThrow(DriveEndedError);
    expect(agent.commands).toEqual(['start', 'interrupt']);
    expect(taken).toEqual([1, 2]);
  });
});
