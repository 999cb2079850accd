import type { ModelKeyClaims } from '#shared/contracts/model-key.js';
import { Refusal } from './refusal.js';

/** The runner knows by this prefix that a phase ended at its own limit. */
const LIMIT_CODE = 'syn_max_tokens';

/** Output tokens that are recorded for a session. */
export type SpentOutputTokens = (sessionId: string) => Promise<number>;

/**
 * Refuses a call of a phase that has used up its output tokens. The figure is read for each call: rows are durable
 * before an answer ends, so it is right after a restart and for any number of gateways, and one call may overshoot.
 */
export async function requireBudget(
  { maxOutputTokens, phaseId, sessionId }: ModelKeyClaims,
  spentOutputTokens: SpentOutputTokens,
): Promise<void> {
  if (maxOutputTokens === undefined) return;
  const spent = await readSpent(sessionId, spentOutputTokens);
  if (spent < maxOutputTokens) return;
  throw new Refusal(
    400,
    `${LIMIT_CODE}: phase ${phaseId} has used ${spent} of its ${maxOutputTokens} output tokens`,
  );
}

async function readSpent(sessionId: string, spentOutputTokens: SpentOutputTokens): Promise<number> {
  try {
    return await spentOutputTokens(sessionId);
  } catch (error) {
    const message = 'the tokens used so far cannot be read at the moment';
    throw new Refusal(529, message, { cause: error });
  }
}
