import type { SourceIssue } from '#shared/contracts/http.js';
import type { LooseInput, LooseWorkflow } from './package-schema.js';
import type { SourceDocument } from './source-document.js';
import { listOf } from './suggestions.js';

/** What the keys of an input say about one another. */
export function checkInputs(document: SourceDocument, { inputs }: LooseWorkflow): SourceIssue[] {
  return inputs.flatMap((input, index) => [
    ...duplicateName(document, inputs, index),
    ...badValues(document, input, index),
    ...badDefault(document, input, index),
  ]);
}

function duplicateName(
  document: SourceDocument,
  inputs: readonly LooseInput[],
  index: number,
): SourceIssue[] {
  const name = inputs[index]?.name;
  if (name === undefined || inputs.findIndex((other) => other.name === name) === index) return [];
  const message = `input "${name}" is declared twice; give each input a name of its own`;
  return [document.atValue(['inputs', index, 'name'], message)];
}

function badValues(document: SourceDocument, input: LooseInput, index: number): SourceIssue[] {
  if (input.type === 'enum' && input.values === undefined) {
    const message = 'an input of type enum needs "values", the list of what is allowed';
    return [document.atValue(['inputs', index, 'type'], message)];
  }
  if (input.type !== 'enum' && input.values !== undefined) {
    const message = `"values" belongs to inputs of type enum, not ${input.type}`;
    return [document.atKey(['inputs', index], 'values', message)];
  }
  return [];
}

function badDefault(document: SourceDocument, input: LooseInput, index: number): SourceIssue[] {
  if (input.default === undefined) return [];
  const owner = ['inputs', index] as const;
  if (input.required === true) {
    const message = 'a required input is always given, so its "default" never holds; drop one';
    return [document.atKey(owner, 'default', message)];
  }
  const expected = expectedDefault(input);
  if (expected === undefined) return [];
  const message = `"default" must be ${expected}, like the input's type says`;
  return [document.atValue([...owner, 'default'], message)];
}

/** What the default should have been, or undefined when it fits (or the type itself is wrong). */
function expectedDefault(input: LooseInput): string | undefined {
  switch (input.type) {
    case 'string':
      return typeof input.default === 'string' ? undefined : 'a text (put it in quotes)';
    case 'number':
      return typeof input.default === 'number' ? undefined : 'a number';
    case 'boolean':
      return typeof input.default === 'boolean' ? undefined : 'true or false';
    case 'enum':
      return expectedChoice(input);
    default:
      return undefined;
  }
}

function expectedChoice({ values, default: given }: LooseInput): string | undefined {
  if (values === undefined || values.includes(given)) return undefined;
  return `one of ${listOf(values.map(String))}`;
}
