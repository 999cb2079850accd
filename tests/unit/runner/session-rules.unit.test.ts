import { describe, expect, it } from '@jest/globals';
import { agentArguments, agentEnvironment } from '../../../runner/claude-command.js';
import { watchDisk } from '../../../runner/disk-watch.js';
import { compareFences } from '../../../runner/fence.js';
import { RunningClock } from '../../../runner/running-clock.js';

const spec = {
  phaseId: 'p',
  sessionId: '11111111-2222-4333-8444-555555555555',
  model: 'sonnet',
  prompt: 'Go',
  instructions: 'Where things are.',
  allowedTools: ['Bash', 'Read'],
  maxTurns: 7,
  timeoutMs: 1000,
  apiKey: 'placeholder',
};

describe('the fence', () => {
  it.each([
    [
      { run: 2, activity: 1, attempt: 1 },
      { run: 1, activity: 9, attempt: 9 },
    ],
    [
      { run: 1, activity: 2, attempt: 1 },
      { run: 1, activity: 1, attempt: 9 },
    ],
    [
      { run: 1, activity: 1, attempt: 2 },
      { run: 1, activity: 1, attempt: 1 },
    ],
  ])('prefers the later attempt: %j', (later, earlier) => {
    expect(compareFences(later, earlier)).toBeGreaterThan(0);
    expect(compareFences(earlier, later)).toBeLessThan(0);
    expect(compareFences(later, later)).toBe(0);
  });
});

describe('the running clock', () => {
  it('stands still between stop and start, and goes on from what ran before', () => {
    let now = 0;
    const clock = new RunningClock(() => now, 500);
    clock.start();
    now = 100;
    clock.stop();
    now = 5000;
    clock.start();
    now = 5050;
    expect(clock.elapsedMs()).toBe(650);
  });
});

describe('the command line of the agent', () => {
  it('reads no settings of the repository and waits for its hooks', () => {
    const args = agentArguments(spec, 'fresh');
    expect(args.join(' ')).toContain('--setting-sources  --strict-mcp-config');
    expect(args).toEqual(expect.arrayContaining(['--await-initialize', '--session-mirror']));
    expect(args).toEqual(
      expect.arrayContaining(['--session-id', spec.sessionId, '--tools=Bash,Read']),
    );
  });

  it('resumes from the rebuilt conversation instead of naming the session anew', () => {
    const args = agentArguments(spec, 'resume_turn');
    expect(args).toContain(`/home/agent/resumed/${spec.sessionId}.jsonl`);
    expect(args).not.toContain('--session-id');
  });

  it('resumes an interrupted turn by itself, and no other', () => {
    const name = 'CLAUDE_CODE_RESUME_INTERRUPTED_TURN';
    expect(agentEnvironment(spec, 'resume_turn')).toHaveProperty(name, '1');
    expect(agentEnvironment(spec, 'go_on')).not.toHaveProperty(name);
    expect(agentEnvironment(spec, 'fresh')).not.toHaveProperty(name);
  });
});

describe('the watch over the disk', () => {
  const limits = { workspaceBytes: 1024 * 1024, journalBytes: 2 * 1024 * 1024 };
  const watch = (measured: number | undefined, journal = 0): Promise<string | undefined> =>
    watchDisk(
      { limits, measure: () => Promise.resolve(measured), journalBytes: () => journal },
      new AbortController().signal,
    );

  it('names what was exceeded', async () => {
    expect(await watch(1024 * 1024 + 1)).toBe('the workspace holds more than 1 MiB');
    expect(await watch(0, 3 * 1024 * 1024)).toBe("the agent's output is longer than 2 MiB");
  });

  it('ends with its agent', async () => {
    const agent = new AbortController();
    const measure = (): Promise<number> => {
      agent.abort();
      return Promise.resolve(0);
    };
    expect(
      await watchDisk({ limits, measure, journalBytes: () => 0 }, agent.signal),
    ).toBeUndefined();
  });
});
