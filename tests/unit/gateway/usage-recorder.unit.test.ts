import { describe, expect, it } from '@jest/globals';
import type { TokenUsage } from '#shared/contracts/telemetry.js';
import type { MeteredCall } from '../../../gateway/metered-call.js';
import { UsageRecorder } from '../../../gateway/usage-recorder.js';
import { phaseClaims } from '../../support/gateway-stack.js';
import { RecordingSink } from '../../support/recording-sink.js';

const usage = (inputTokens: number, outputTokens: number): TokenUsage => ({
  ...{ inputTokens, outputTokens },
  ...{ cacheReadTokens: 1000, cacheWriteTokens: 100 },
});
const call: MeteredCall = {
  ...{ messageId: 'msg_1', pieces: 0, complete: true },
  ...{ first: usage(10, 1), latest: usage(10, 50) },
};
const recorderInto = (sink: RecordingSink, model = 'claude-sonnet-5-5') =>
  new UsageRecorder(
    {
      sink,
      prices: { 'claude-sonnet-5-5': { input: 3, output: 15 } },
      now: () => new Date('2026-01-01T00:00:00Z'),
    },
    phaseClaims(),
    model,
  );

describe('usage recorder', () => {
  it('writes two rows that add up to what the call used', async () => {
    const sink = new RecordingSink();
    const recorder = recorderInto(sink);
    await recorder.begin(call);
    await recorder.end(call);
    expect(sink.usage().map(({ n, data }) => [n, data.usage])).toEqual([
      [0, usage(10, 1)],
      [1, { inputTokens: 0, outputTokens: 49, cacheReadTokens: 0, cacheWriteTokens: 0 }],
    ]);
    expect(sink.durable).toBe(2);
  });

  it('identifies the rows by the message of the API', async () => {
    const sink = new RecordingSink();
    await recorderInto(sink).begin(call);
    const { executionId, phaseId, sessionId } = phaseClaims();
    expect(sink.events[0]).toMatchObject({
      ...{ journalId: 'usage:msg_1', seq: 0, n: 0, time: '2026-01-01T00:00:00.000Z' },
      ...{ executionId, phaseId, sessionId },
    });
  });

  it('flags the output of a cut call as a lower bound', async () => {
    const sink = new RecordingSink();
    await recorderInto(sink).end({ ...call, latest: call.first, pieces: 7, complete: false });
    expect(sink.usage()[0]?.data).toMatchObject({ lowerBound: true, usage: { outputTokens: 6 } });
  });

  it('prices each row, and leaves an unknown model unpriced', async () => {
    const sink = new RecordingSink();
    await recorderInto(sink).end(call);
    await recorderInto(sink, 'claude-unheard-of').end({ ...call, messageId: 'msg_2' });
    const [priced, unpriced] = sink.usage();
    expect(priced?.data.costUsd).toBeCloseTo((49 * 15) / 1e6, 10);
    expect(unpriced?.data.costUsd).toBeNull();
  });
});
