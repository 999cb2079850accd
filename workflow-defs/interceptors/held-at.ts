import { ActivityFailure, CancelledFailure, type TemporalFailure } from '@temporalio/workflow';
import type { YieldPoint } from '#shared/contracts/execution-events.js';
import type { Yield } from '#shared/domain/execution/commands.js';

const YIELD_POINTS: Readonly<Record<YieldPoint, true>> = {
  between_phases: true,
  after_tools: true,
  before_tools: true,
  after_answer: true,
};

/** Where a cancelled phase stopped its agent: the activity tells it as the first detail of its CancelledFailure. */
export function heldAt(error: TemporalFailure): Yield | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof CancelledFailure)) return undefined;
  const detail: unknown = cause.details[0];
  if (typeof detail !== 'object' || detail === null) return undefined;
  const { yieldPoint, journalSeq } = detail as Partial<Yield>;
  if (yieldPoint === undefined || !Object.hasOwn(YIELD_POINTS, yieldPoint)) return undefined;
  return { yieldPoint, ...(Number.isSafeInteger(journalSeq) && { journalSeq }) };
}
