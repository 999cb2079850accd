import type { ModelKeyClaims } from '#shared/contracts/model-key.js';
import { Refusal } from './refusal.js';

/** How Claude Code 2.1.330 resolves the aliases that a workflow may name; a full id stands for itself. */
const MODEL_IDS: Readonly<Record<string, string>> = {
  sonnet: 'claude-sonnet-5-5',
  opus: 'claude-opus-5-5',
  haiku: 'claude-haiku-5-5',
  fable: 'claude-fable-5-2',
};

export function requireAllowedModel(model: string, { models, phaseId }: ModelKeyClaims): void {
  const allowed = models.map((name) => MODEL_IDS[name] ?? name);
  if (allowed.includes(model)) return;
  throw new Refusal(
    400, // not 403, which would blame the key
    `the model ${model} is not granted to phase ${phaseId}, which has ${allowed.join(', ')}: name it in the workflow`,
  );
}
