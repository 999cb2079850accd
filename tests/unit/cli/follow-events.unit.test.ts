import { describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '#shared/contracts/event-envelope.js';
import type { ApiClient } from '../../../cli/api-client.js';
import { ApiUnreachableError } from '../../../cli/failures.js';
import { followEvents } from '../../../cli/watch/follow-events.js';
import { collect } from '../../support/collect.js';

const event = (version: number, type = 'PhaseStarted') => ({ version, type }) as StoredEvent;

/** Plays one connection after the other: its events, and whether it breaks then. */
function apiOf(connections: readonly (readonly StoredEvent[] | Error)[]) {
  const asked: number[] = [];
  const events = (_path: string, after: number) => {
    const connection = connections[asked.push(after) - 1];
    if (connection instanceof ApiUnreachableError) return Promise.reject(connection);
    return Promise.resolve(play(connection));
  };
  return { api: { events } as unknown as ApiClient, asked };
}

async function* play(connection: readonly StoredEvent[] | Error | undefined) {
  await Promise.resolve();
  if (!connection || connection instanceof Error) throw connection ?? new RangeError('no more');
  yield* connection;
}

describe('following the events of an execution', () => {
  it('goes on behind the last event when a connection ends, breaks or is refused', async () => {
    const { api, asked } = apiOf([
      [event(1), event(2)],
      new TypeError('terminated'),
      new ApiUnreachableError('http://127.0.0.1:8137'),
      [event(3), event(4, 'ExecutionCompleted')],
    ]);
    const versions = (await collect(followEvents(api, 'exe'))).map(({ version }) => version);
    expect(versions).toEqual([1, 2, 3, 4]);
    expect(asked).toEqual([0, 2, 2, 2]);
  });

  it('does not hide a mistake of its own behind a new connection', async () => {
    const { api } = apiOf([new RangeError('not the network')]);
    await expect(collect(followEvents(api, 'exe'))).rejects.toThrow('not the network');
  });
});
