import type { ExecutionInput } from '#shared/contracts/activities.js';
import { clipText } from '#shared/domain/execution/clip-text.js';

/** Temporal takes 400 bytes. */
const SUMMARY_BYTES = 300;

/** The line that stands for the execution in Temporal's Web UI. */
export function staticSummary({ name, argumentsPreview }: ExecutionInput): string {
  const line = argumentsPreview === '' ? name : `${name}: ${argumentsPreview}`;
  return clipText(line.replaceAll(/\s+/g, ' '), SUMMARY_BYTES);
}

/** The page below it, as Markdown. */
export function staticDetails({ definition, argumentsPreview, phases }: ExecutionInput): string {
  const plan = phases.map(({ phaseId, model }, index) => `${index + 1}. \`${phaseId}\` (${model})`);
  const quoted = argumentsPreview.split('\n').map((line) => `> ${line}`);
  return [
    `Workflow \`${definition.workflowId}\`, version ${definition.version}`,
    ...(argumentsPreview === '' ? [] : [quoted.join('\n')]),
    plan.join('\n'),
  ].join('\n\n');
}
