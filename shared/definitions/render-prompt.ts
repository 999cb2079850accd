import type { InputValue, WorkflowDefinition } from '#shared/contracts/workflow-definition.js';
import { invariant } from '#shared/domain/invariant.js';
import { parseTemplate, type TemplatePart } from './prompt-template.js';
import { referenceOf } from './reference.js';

export type PromptValues = {
  readonly executionId: string;
  readonly arguments: string;
  /** Values of the declared inputs; one without a value renders as nothing. */
  readonly inputs: Readonly<Record<string, InputValue>>;
  /** Outputs of the earlier phases, whole. */
  readonly outputs: ReadonlyMap<string, string>;
};

/**
 * The prompt of a phase with every reference replaced, in one pass: what is put in is never scanned
 * again, so an output or an argument that looks like a reference stays what it is.
 */
export function renderPrompt(
  definition: WorkflowDefinition,
  phaseId: string,
  values: PromptValues,
): string {
  const phase = definition.phases.find(({ id }) => id === phaseId);
  invariant(phase, `workflow ${definition.id} has no phase ${phaseId}`);
  return parseTemplate(phase.prompt)
    .map((part) => renderPart(part, definition, values))
    .join('');
}

function renderPart(
  part: TemplatePart,
  definition: WorkflowDefinition,
  values: PromptValues,
): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'arguments':
      return values.arguments;
    case 'unclosed':
      return '{{';
    case 'reference':
      return renderReference(part.name, definition, values);
  }
}

function renderReference(
  name: string,
  definition: WorkflowDefinition,
  values: PromptValues,
): string {
  const reference = referenceOf(name);
  switch (reference.kind) {
    case 'execution':
      return values.executionId;
    case 'workflow':
      return definition.id;
    case 'input':
      return inputText(values.inputs, reference.input);
    case 'phase': {
      const output = values.outputs.get(reference.phaseId);
      invariant(output !== undefined, `phase ${reference.phaseId} has no output to refer to`);
      return output;
    }
  }
}

function inputText(inputs: PromptValues['inputs'], name: string): string {
  return Object.hasOwn(inputs, name) ? String(inputs[name]) : '';
}
