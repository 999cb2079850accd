import type { ChildProcessByStdio } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RunnerNote } from '#shared/contracts/runner-protocol.js';
import { Agent } from '../../../runner/agent.js';
import { RunningClock } from '../../../runner/running-clock.js';
import { agentSpec } from '../../support/agent-spec.js';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});
afterEach(() => {
  jest.useRealTimers();
});

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

function startAgent(timeoutMs: number) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const streams = { stdin: new PassThrough().resume(), stdout, stderr };
  const child = Object.assign(new EventEmitter(), { pid: 1, ...streams });
  const notes: RunnerNote[] = [];
  const surroundings = {
    append: (channel: string, line: string) => {
      if (channel === 'note') notes.push(JSON.parse(line) as RunnerNote);
    },
    clock: new RunningClock(Date.now),
    maxFileBytes: 1024,
    spawn: () => child as unknown as Child,
    killAll: () => Promise.resolve(),
    watchDisk: () => new Promise<undefined>(() => undefined),
  };
  const agent = new Agent(surroundings, { ...agentSpec('s', 'Go.'), timeoutMs }, 'fresh');
  const running = agent.run();
  const end = async (): Promise<RunnerNote | undefined> => {
    for (const stream of [stdout, stderr]) stream.destroy();
    child.emit('exit', 0, null);
    await running;
    return notes.at(-1);
  };
  return { print: (line: object) => stdout.write(`${JSON.stringify(line)}\n`), end };
}

describe('an agent', () => {
  it('ends by the timeout of its phase', async () => {
    const { end } = startAgent(1000);
    jest.advanceTimersByTime(1000);
    expect(await end()).toMatchObject({ end: { cause: 'timeout', result: null } });
  });

  it('that has given its result is not timed out while it ends', async () => {
    const { print, end } = startAgent(1000);
    print({ type: 'result', result: 'Done.' });
    await turn();
    jest.advanceTimersByTime(2000);
    expect(await end()).toMatchObject({ end: { cause: 'exited', result: { result: 'Done.' } } });
  });
});
