import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { ExecutionId } from '#shared/contracts/ids.js';
import { HostFullError, HostPlaces } from '../../../../worker/activities/host-places.js';
import type { WorkspaceHost } from '../../../../worker/workspaces/workspace-host.js';

const execution = (number: number): ExecutionId =>
  ExecutionId.parse(`exe-${String(number).padStart(20, '0')}`);

/** A host with two places that has the workspaces of these executions. */
function placesBeside(owned: readonly ExecutionId[], freeMb = 100): HostPlaces {
  const list = () => Promise.resolve(owned.map((executionId) => ({ executionId })));
  const host = { list } as unknown as WorkspaceHost;
  const freeDiskMb = () => Promise.resolve(freeMb);
  return new HostPlaces({ host, hostId: 'h', hostSlots: 2, freeDiskMb, diskReserveMb: 50 });
}

describe('places of a host', () => {
  it('are given to no more executions than there are, even to those that come at once', async () => {
    const places = placesBeside([execution(1)]);
    const end = new AbortController();
    const setUp = (number: number) =>
      places.occupy(execution(number), () => once(end.signal, 'abort'));
    const [second, third] = [setUp(2), setUp(3)];
    await expect(third).rejects.toThrow(HostFullError);
    end.abort();
    await second;
  });

  it('are free again when the setup failed', async () => {
    const places = placesBeside([execution(1)]);
    const failing = () => Promise.reject(new Error('no such repository'));
    await expect(places.occupy(execution(2), failing)).rejects.toThrow('no such repository');
    await expect(places.occupy(execution(3), () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('stay with an execution that has one', async () => {
    const places = placesBeside([execution(1), execution(2)], 0);
    await expect(places.occupy(execution(2), () => Promise.resolve('done'))).resolves.toBe('done');
  });

  it('are not given while the disk is nearly full', async () => {
    const places = placesBeside([], 49);
    const occupied = places.occupy(execution(1), () => Promise.resolve());
    await expect(occupied).rejects.toThrow('HOST_DISK_RESERVE_MB keeps 50');
  });
});
