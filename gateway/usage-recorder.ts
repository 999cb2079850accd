import type { ModelKeyClaims } from '#shared/contracts/model-key.js';
import type { TelemetryEvent, TokenUsage } from '#shared/contracts/telemetry.js';
import type { TelemetrySink } from '#shared/observability/event-buffer.js';
import { costUsd, type ModelPrices } from '#shared/observability/pricing.js';
import { type MeteredCall, provenOutput } from './metered-call.js';

export type RecorderDependencies = {
  readonly sink: TelemetrySink;
  readonly prices: ModelPrices;
  readonly now: () => Date;
};

type Row = {
  readonly call: MeteredCall;
  readonly n: 0 | 1;
  readonly usage: TokenUsage;
  readonly lowerBound: boolean;
};

/**
 * Writes what one call used, in two rows that add up: `n` 0 as its answer begins, so that even a call that is cut
 * counts its input exactly, and `n` 1 with what came after.
 */
export class UsageRecorder {
  constructor(
    private readonly dependencies: RecorderDependencies,
    private readonly claims: ModelKeyClaims,
    private readonly model: string,
  ) {}

  /** Resolves when the row is accepted. */
  async begin(call: MeteredCall): Promise<void> {
    await this.add({ call, n: 0, usage: call.first, lowerBound: false });
  }

  /** Resolves when the rows of the call are durable. */
  async end(call: MeteredCall): Promise<void> {
    await this.add({ call, n: 1, usage: remaining(call), lowerBound: !call.complete });
    await this.dependencies.sink.flush();
  }

  /** The one row of a call without streaming; resolves when it is durable. */
  async whole(call: MeteredCall): Promise<void> {
    await this.begin(call);
    await this.dependencies.sink.flush();
  }

  private async add({ call, n, usage, lowerBound }: Row): Promise<void> {
    const { executionId, phaseId, sessionId } = this.claims;
    const { messageId } = call;
    const cost = costUsd(this.model, usage, this.dependencies.prices);
    const event: TelemetryEvent = {
      time: this.dependencies.now().toISOString(),
      ...{ journalId: `usage:${messageId}`, seq: 0, n, executionId, phaseId, sessionId },
      type: 'TokensUsed',
      data: { messageId, model: this.model, usage, costUsd: cost, lowerBound },
    };
    await this.dependencies.sink.add([event]);
  }
}

function remaining(call: MeteredCall): TokenUsage {
  const { first, latest } = call;
  const more = (after: number, before: number) => Math.max(0, after - before);
  return {
    inputTokens: more(latest.inputTokens, first.inputTokens),
    outputTokens: more(provenOutput(call), first.outputTokens),
    cacheReadTokens: more(latest.cacheReadTokens, first.cacheReadTokens),
    cacheWriteTokens: more(latest.cacheWriteTokens, first.cacheWriteTokens),
  };
}
