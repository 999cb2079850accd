import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { NewEvent } from '#shared/contracts/event-envelope.js';
import { takeBatch } from '#workflow-defs/execution/batch.js';

const event = (text: string): NewEvent => ({
  id: 'e',
  type: 'CommandRejected',
  schemaVersion: 1,
  data: { text },
  occurredAt: '2026-01-01T00:00:00.000Z',
});

describe('a batch of the outbox', () => {
  it('takes 12 KiB at most, unless its only event is larger, and leaves the rest in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 14_000 }), { minLength: 1 }), (sizes) => {
        const events = sizes.map((size) => event('界'.repeat(size / 3)));
        const { batch, rest } = takeBatch(events);
        expect([...batch, ...rest]).toEqual(events);
        expect(batch.length).toBeGreaterThan(0);
        const bytes = Buffer.byteLength(JSON.stringify(batch));
        if (batch.length > 1) expect(bytes).toBeLessThanOrEqual(12 * 1024 + 2);
      }),
      { numRuns: 30 },
    );
  });
});
