import { PassThrough, Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { sendFiles } from '../../../../worker/workspaces/artifact-stream.js';
import type { ContainerProcess } from '../../../../worker/workspaces/container-process.js';
import type { WorkspaceFile } from '../../../../worker/workspaces/workspace-host.js';

function program() {
  const stdin = new PassThrough().resume();
  const stdout = new PassThrough();
  const running = {
    ...{ stdin, stdout, complaint: () => '', exitCode: () => Promise.resolve(0) },
    close: () => {
      stdin.destroy();
    },
  } satisfies ContainerProcess;
  return running;
}

async function* oneFileThen(then: () => void): AsyncGenerator<WorkspaceFile> {
  yield { path: 'a', size: 1, content: Readable.from(['a']) };
  await turn();
  then();
  yield { path: 'b', size: 1, content: Readable.from(['b']) };
}

/** What nobody handled ends the process of a worker. */
async function unhandledDuring(work: () => Promise<unknown>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  await work();
  for (let turns = 0; turns < 5; turns += 1) await turn();
  process.off('unhandledRejection', note);
  return unhandled;
}

describe('sending files into a container', () => {
  it('fails, and no more than that, when the container goes away in the middle', async () => {
    const place = program();
    const unhandled = await unhandledDuring(() =>
      expect(
        sendFiles(
          place,
          oneFileThen(() => place.stdin.destroy()),
        ),
      ).rejects.toThrow(),
    );
    expect(unhandled).toEqual([]);
  });

  it('ends the program when a file cannot be read', async () => {
    const place = program();
    const files = oneFileThen(() => {
      throw new Error('object not found');
    });
    await expect(sendFiles(place, files)).rejects.toThrow('object not found');
    expect(place.stdin.destroyed).toBe(true);
  });
});
