import { z } from 'zod';
import { ExecutionId, PhaseId, SessionId } from './ids.js';

/** What the placeholder key of an agent says, signed: whom the gateway meters and what it allows. */
export const ModelKeyClaims = z.strictObject({
  executionId: ExecutionId,
  phaseId: PhaseId,
  sessionId: SessionId,
  /** Aliases or ids of the workflow's models. */
  models: z.array(z.string()).min(1),
  /** Output tokens that the phase may use; no limit when left out. */
  maxOutputTokens: z.int().positive().optional(),
});
export type ModelKeyClaims = z.infer<typeof ModelKeyClaims>;
