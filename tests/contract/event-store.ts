import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { AppendBatch } from '#shared/contracts/activities.js';
import type { NewEvent } from '#shared/contracts/event-envelope.js';
import {
  EventIdTakenError,
  OutOfOrderBatchError,
  StreamVersionConflictError,
  SupersededRunError,
} from '#shared/event-store/errors.js';
import { ALL_STREAMS, BEGINNING, type EventStore } from '#shared/event-store/event-store.js';

const occurredAt = '2026-01-01T00:00:00.123Z';
const random = (bytes: number): string => randomBytes(bytes).toString('hex');

export const newExecutionId = (): string => `exe-${random(10)}`;

export const newEvent = (id: string, type = 'PhaseStarted', data = {}): NewEvent => ({
  id,
  type,
  schemaVersion: 1,
  data,
  occurredAt,
});

/** Events `seq`, `seq + 1`, … of a run, as its outbox sends them. */
export function batch(
  streamId: string,
  runId: string,
  { seq = 1, types }: { seq?: number; types: readonly string[] },
): AppendBatch {
  const events = types.map((type, index) =>
    newEvent(`${streamId}/${runId}/${seq + index}`, type, { seq: seq + index }),
  );
  return { streamId, runId, seq, events };
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** What every adapter of the port keeps; `store` is asked within the tests, so it may be made beforehand. */
export function describeEventStore(name: string, store: () => EventStore): void {
  const typesOf = async (streamId: string) =>
    (await store().readStream(streamId)).map(({ type }) => type);
  const idsOf = async (streamId: string) =>
    (await store().readStream(streamId)).map(({ id }) => id);

  describe(`${name}: append`, () => {
    it('gives versions from 1 and returns what was stored', async () => {
      const streamId = `workflow:${random(8)}`;
      const events = [newEvent(`${streamId}/1`, 'A', { n: 1 }), newEvent(`${streamId}/2`, 'B')];
      const appended = await store().append(streamId, events, {
        expectedVersion: 0,
        metadata: { by: 'me' },
      });
      expect(appended).toEqual({ lastVersion: 2 });
      const stored = await store().readStream(streamId);
      expect(stored).toEqual([
        expect.objectContaining({ ...events[0], streamId, version: 1, metadata: { by: 'me' } }),
        expect.objectContaining({ ...events[1], streamId, version: 2, metadata: { by: 'me' } }),
      ]);
    });

    it('takes the same ids again as a success that changes nothing', async () => {
      const streamId = `workflow:${random(8)}`;
      const events = [newEvent(`${streamId}/1`)];
      await store().append(streamId, events, { expectedVersion: 0 });
      await expect(store().append(streamId, events, { expectedVersion: 0 })).resolves.toEqual({
        lastVersion: 1,
      });
      await expect(idsOf(streamId)).resolves.toEqual([`${streamId}/1`]);
    });

    it('refuses a writer that has not seen the last event', async () => {
      const streamId = `workflow:${random(8)}`;
      await store().append(streamId, [newEvent(`${streamId}/1`)], { expectedVersion: 0 });
      const late = store().append(streamId, [newEvent(`${streamId}/x`)], { expectedVersion: 0 });
      await expect(late).rejects.toThrow(StreamVersionConflictError);
      await expect(late).rejects.toMatchObject({ expectedVersion: 0, actualVersion: 1 });
    });

    it('lets one of many concurrent writers through', async () => {
      const streamId = `workflow:${random(8)}`;
      const outcomes = await Promise.allSettled(
        range(10).map((n) =>
          store().append(streamId, [newEvent(`${streamId}/${n}`)], { expectedVersion: 0 }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });

    it('refuses an id that stands for an event of another stream', async () => {
      const [one, other] = [`workflow:${random(8)}`, `workflow:${random(8)}`];
      await store().append(one, [newEvent(`${one}/1`)], { expectedVersion: 0 });
      await expect(
        store().append(other, [newEvent(`${one}/1`)], { expectedVersion: 0 }),
      ).rejects.toThrow(new EventIdTakenError(other, `${one}/1`));
      await expect(idsOf(other)).resolves.toEqual([]);
    });

    it('reads a part of a stream', async () => {
      const streamId = `workflow:${random(8)}`;
      const events = range(5).map((n) => newEvent(`${streamId}/${n + 1}`));
      await store().append(streamId, events, { expectedVersion: 0 });
      const part = await store().readStream(streamId, { fromVersion: 3, limit: 2 });
      expect(part.map(({ version }) => version)).toEqual([3, 4]);
    });
  });

  describe(`${name}: batches of a run`, () => {
    it('follow one another and carry the run', async () => {
      const id = newExecutionId();
      await store().appendBatch(batch(id, 'run-1', { types: ['ExecutionStarted', 'A'] }));
      await expect(
        store().appendBatch(batch(id, 'run-1', { seq: 3, types: ['B'] })),
      ).resolves.toEqual({ lastVersion: 3 });
      const stored = await store().readStream(id);
      expect(stored.map(({ metadata }) => metadata)).toEqual(
        range(3).map((n) => ({ runId: 'run-1', seq: n + 1 })),
      );
    });

    it('are a success when they come again, whole, in part or long after', async () => {
      const id = newExecutionId();
      const [first, second] = [
        batch(id, 'run-1', { types: ['ExecutionStarted', 'A'] }),
        batch(id, 'run-1', { seq: 3, types: ['B', 'C'] }),
      ];
      await store().appendBatch(first);
      await store().appendBatch(first);
      await store().appendBatch(second);
      await expect(store().appendBatch(first)).resolves.toEqual({ lastVersion: 4 });
      const overlapping = batch(id, 'run-1', { seq: 2, types: ['A', 'B', 'C', 'D'] });
      await expect(store().appendBatch(overlapping)).resolves.toEqual({ lastVersion: 5 });
      await expect(typesOf(id)).resolves.toEqual(['ExecutionStarted', 'A', 'B', 'C', 'D']);
    });

    it.each([1, 2, 3])('are written once when attempts race, with %s events', async (size) => {
      const id = newExecutionId();
      const types = ['A', 'B', 'C'].slice(0, size);
      await store().appendBatch(batch(id, 'run-1', { types: ['ExecutionStarted'] }));
      const one = batch(id, 'run-1', { seq: 2, types });
      await Promise.all(range(10).map(() => store().appendBatch(one)));
      await expect(typesOf(id)).resolves.toEqual(['ExecutionStarted', ...types]);
    });

    it('keep their order when single events and batches race', async () => {
      const id = newExecutionId();
      await store().appendBatch(batch(id, 'run-1', { types: ['ExecutionStarted'] }));
      const single = batch(id, 'run-1', { seq: 2, types: ['A'] });
      const both = batch(id, 'run-1', { seq: 2, types: ['A', 'B'] });
      await Promise.all(range(10).map((n) => store().appendBatch(n % 2 === 0 ? single : both)));
      await expect(typesOf(id)).resolves.toEqual(['ExecutionStarted', 'A', 'B']);
    });

    it('are refused when one before them is missing', async () => {
      const id = newExecutionId();
      await expect(
        store().appendBatch(batch(id, 'run-1', { seq: 2, types: ['A'] })),
      ).rejects.toThrow(OutOfOrderBatchError);
      await store().appendBatch(batch(id, 'run-1', { types: ['ExecutionStarted'] }));
      const early = store().appendBatch(batch(id, 'run-1', { seq: 4, types: ['C'] }));
      await expect(early).rejects.toMatchObject({ seq: 4, expectedSeq: 2 });
      await expect(typesOf(id)).resolves.toEqual(['ExecutionStarted']);
    });

    it('are refused when their place is taken by another event', async () => {
      const id = newExecutionId();
      await store().appendBatch(batch(id, 'run-1', { types: ['ExecutionStarted'] }));
      const other = { ...batch(id, 'run-1', { types: ['A'] }), events: [newEvent(`${id}/other`)] };
      await expect(store().appendBatch(other)).rejects.toThrow(EventIdTakenError);
    });

    it('keep the versions of a stream contiguous under parallel writers of many streams', async () => {
      const ids = range(10).map(newExecutionId);
      await Promise.all(
        ids.map(async (id) => {
          for (const seq of [1, 4, 7]) {
            const one = batch(id, 'run-1', { seq, types: ['A', 'B', 'C'] });
            await Promise.all([store().appendBatch(one), store().appendBatch(one)]);
          }
        }),
      );
      for (const id of ids) {
        const stored = await store().readStream(id);
        expect(stored.map(({ version }) => version)).toEqual(range(9).map((n) => n + 1));
      }
    });
  });

  describe(`${name}: a reset in Temporal`, () => {
    const started = (id: string) =>
      store().appendBatch(batch(id, 'run-1', { types: ['ExecutionStarted', 'A', 'B'] }));

    it('is recorded before the new run, which repeats the events that both runs share', async () => {
      const id = newExecutionId();
      await started(id);
      await store().appendBatch(batch(id, 'run-2', { seq: 3, types: ['C'] }));
      await expect(idsOf(id)).resolves.toEqual([
        `${id}/run-1/1`,
        `${id}/run-1/2`,
        `${id}/run-1/3`,
        `${id}/run-2/reset`,
        `${id}/run-2/1`,
        `${id}/run-2/2`,
        `${id}/run-2/3`,
      ]);
      const [, second, , reset, , again] = await store().readStream(id);
      expect(reset).toMatchObject({
        type: 'ExecutionReset',
        data: { supersededRunId: 'run-1', newRunId: 'run-2' },
        metadata: { runId: 'run-2', seq: 0 },
      });
      expect(again).toMatchObject({
        type: second?.type,
        data: second?.data,
        occurredAt: second?.occurredAt,
        metadata: { runId: 'run-2', seq: 2 },
      });
    });

    it('starts over when the new run sends all of its events', async () => {
      const id = newExecutionId();
      await started(id);
      await store().appendBatch(batch(id, 'run-2', { types: ['ExecutionStarted'] }));
      await expect(typesOf(id)).resolves.toEqual([
        'ExecutionStarted',
        'A',
        'B',
        'ExecutionReset',
        'ExecutionStarted',
      ]);
    });

    it('is written once, and its run goes on', async () => {
      const id = newExecutionId();
      await started(id);
      const first = batch(id, 'run-2', { seq: 2, types: ['C'] });
      await Promise.all([store().appendBatch(first), store().appendBatch(first)]);
      await store().appendBatch(batch(id, 'run-2', { seq: 3, types: ['D'] }));
      const types = await typesOf(id);
      expect(types.slice(3)).toEqual(['ExecutionReset', 'ExecutionStarted', 'C', 'D']);
    });

    it('ends the run before it, but for batches that were written already', async () => {
      const id = newExecutionId();
      await started(id);
      await store().appendBatch(batch(id, 'run-2', { types: ['ExecutionStarted'] }));
      await expect(
        store().appendBatch(batch(id, 'run-1', { seq: 4, types: ['C'] })),
      ).rejects.toThrow(new SupersededRunError(id, 'run-1'));
      await expect(started(id)).resolves.toEqual({ lastVersion: 5 });
    });

    it('is refused when the run before it lacks an event that both share', async () => {
      const id = newExecutionId();
      await started(id);
      await expect(
        store().appendBatch(batch(id, 'run-2', { seq: 5, types: ['C'] })),
      ).rejects.toThrow(OutOfOrderBatchError);
      await expect(typesOf(id)).resolves.toEqual(['ExecutionStarted', 'A', 'B']);
    });
  });

  describe(`${name}: reading all`, () => {
    it('goes on after a checkpoint and shows every event once', async () => {
      const ids = range(4).map(newExecutionId);
      for (const id of ids) {
        await store().appendBatch(batch(id, 'run-1', { types: ['ExecutionStarted', 'A'] }));
      }
      const seen: string[] = [];
      let after = BEGINNING;
      for (;;) {
        const events = await store().readAll({ after, limit: 3 });
        const last = events.at(-1);
        if (!last) break;
        seen.push(...events.map(({ id }) => id));
        after = last.checkpoint;
      }
      const expected = ids.flatMap((id) => [`${id}/run-1/1`, `${id}/run-1/2`]);
      expect(seen.filter((id) => expected.includes(id))).toEqual(expected);
      expect(new Set(seen).size).toBe(seen.length);
    });
  });

  describe(`${name}: open streams`, () => {
    it('are the executions without a final event since their last reset', async () => {
      const [open, closed, reset] = [newExecutionId(), newExecutionId(), newExecutionId()];
      await store().appendBatch(batch(open, 'run-1', { types: ['ExecutionStarted', 'A'] }));
      for (const id of [closed, reset]) {
        await store().appendBatch(
          batch(id, 'run-1', { types: ['ExecutionStarted', 'ExecutionFailed', 'A'] }),
        );
      }
      await store().appendBatch(batch(reset, 'run-2', { seq: 2, types: ['A'] }));
      const streams = await store().openStreams();
      expect(streams).toContainEqual({ streamId: open, runId: 'run-1', lastVersion: 2 });
      expect(streams).toContainEqual({ streamId: reset, runId: 'run-2', lastVersion: 6 });
      expect(streams.map(({ streamId }) => streamId)).not.toContain(closed);
    });
  });

  describe(`${name}: subscribers`, () => {
    it('are woken by appends to their stream, and by all when they asked for all', async () => {
      const id = newExecutionId();
      let wakeOne: () => void = () => undefined;
      let wakeAll: () => void = () => undefined;
      const one = new Promise<void>((resolve) => (wakeOne = resolve));
      const all = new Promise<void>((resolve) => (wakeAll = resolve));
      const subscriptions = [
        await store().subscribe(id, wakeOne),
        await store().subscribe(ALL_STREAMS, wakeAll),
      ];
      await store().appendBatch(batch(id, 'run-1', { types: ['ExecutionStarted'] }));
      await Promise.all([one, all]);
      await Promise.all(subscriptions.map((subscription) => subscription[Symbol.asyncDispose]()));
    });
  });
}
