import { createHash } from 'node:crypto';
import type { WorkflowDefinition } from '#shared/contracts/workflow-definition.js';

/** SHA-256 (hex) of the definition's canonical JSON: keys sorted, absent values left out. */
export function hashDefinition(definition: WorkflowDefinition): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(definition)))
    .digest('hex');
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, canonical(item)]));
}
