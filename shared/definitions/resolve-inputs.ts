import type {
  InputDefinition,
  InputValue,
  WorkflowDefinition,
} from '#shared/contracts/workflow-definition.js';
import { didYouMean, listOf } from './suggestions.js';

export type ResolvedInputs =
  | { readonly values: Readonly<Record<string, InputValue>>; readonly problems?: never }
  | { readonly problems: readonly string[]; readonly values?: never };

type Given = Readonly<Record<string, InputValue>>;
type Conversion = { readonly value: InputValue } | { readonly expected: string };

/**
 * The inputs of one execution: defaults filled in, texts converted to the declared type (a command
 * line has nothing but texts). Every problem is a sentence; all are reported at once.
 */
export function resolveInputs(definition: WorkflowDefinition, given: Given): ResolvedInputs {
  const problems = unknownNames(definition, given);
  const values: Record<string, InputValue> = {};
  for (const input of definition.inputs) {
    const value = Object.hasOwn(given, input.name) ? given[input.name] : input.default;
    if (value === undefined) {
      if (input.required) problems.push(missing(input));
      continue;
    }
    const converted = convert(input, value);
    if ('value' in converted) values[input.name] = converted.value;
    else {
      const shown = JSON.stringify(value);
      problems.push(`input "${input.name}" must be ${converted.expected}, not ${shown}`);
    }
  }
  return problems.length > 0 ? { problems } : { values };
}

function unknownNames(definition: WorkflowDefinition, given: Given): string[] {
  const names = definition.inputs.map(({ name }) => name);
  return Object.keys(given)
    .filter((name) => !names.includes(name))
    .map((name) =>
      names.length === 0
        ? `workflow "${definition.id}" takes no inputs, but "${name}" was given`
        : `input "${name}" is not declared${didYouMean(name, names)}; declared: ${listOf(names)}`,
    );
}

function missing({ name, description }: InputDefinition): string {
  const meaning = description === undefined ? '' : ` (${description})`;
  return `input "${name}" is required${meaning} and was not given`;
}

function convert(input: InputDefinition, value: InputValue): Conversion {
  switch (input.type) {
    case 'string':
      return { value: String(value) };
    case 'number':
      return asNumber(value);
    case 'boolean':
      return asBoolean(value);
    case 'enum':
      return asChoice(input.values ?? [], String(value));
  }
}

function asNumber(value: InputValue): Conversion {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number)
    ? { value: number }
    : { expected: 'a number' };
}

function asBoolean(value: InputValue): Conversion {
  if (typeof value === 'boolean') return { value };
  if (value === 'true') return { value: true };
  if (value === 'false') return { value: false };
  return { expected: 'true or false' };
}

function asChoice(allowed: readonly string[], value: string): Conversion {
  return allowed.includes(value) ? { value } : { expected: `one of ${listOf(allowed)}` };
}
