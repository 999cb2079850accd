import type { SourceIssue } from '#shared/contracts/http.js';
import type { LooseWorkflow } from './package-schema.js';
import type { PromptSource } from './prompt-source.js';
import { parseTemplate } from './prompt-template.js';
import { referenceOf, RESERVED_PHASE_IDS } from './reference.js';
import type { SourceDocument } from './source-document.js';
import { didYouMean, listOf } from './suggestions.js';

const ESCAPE_HINT = 'write "\\{{" to mean the braces themselves';

/** Every phase has an id of its own, and none that means something else in a prompt. */
export function checkPhaseIds(document: SourceDocument, { phases }: LooseWorkflow): SourceIssue[] {
  return phases.flatMap(({ id }, index) => {
    if (id === undefined) return [];
    const at = (message: string) => [document.atValue(['phases', index, 'id'], message)];
    if (RESERVED_PHASE_IDS.includes(id)) {
      return at(`a phase cannot be called "${id}": in prompts this name means something else`);
    }
    const first = phases.findIndex((other) => other.id === id);
    if (first === index) return [];
    return at(`"${id}" is already the id of phase ${first + 1}; give each phase an id of its own`);
  });
}

/** Every reference of the prompt of phase `index` leads to something that exists when it runs. */
export function checkReferences(
  prompt: PromptSource,
  { inputs, phases }: LooseWorkflow,
  index: number,
): SourceIssue[] {
  const scope: Scope = {
    inputs: inputs.flatMap(({ name }) => name ?? []),
    earlier: phases.slice(0, index).flatMap(({ id }) => id ?? []),
    notEarlier: phases.slice(index).flatMap(({ id }) => id ?? []),
  };
  return parseTemplate(prompt.text).flatMap((part) => {
    if (part.kind === 'unclosed') {
      return [
        prompt.issueAt(part.offset, `"{{" opens a reference that no "}}" closes; ${ESCAPE_HINT}`),
      ];
    }
    if (part.kind !== 'reference') return [];
    const problem = referenceProblem(part.name, scope);
    return problem === undefined ? [] : [prompt.issueAt(part.offset, problem)];
  });
}

type Scope = {
  readonly inputs: readonly string[];
  readonly earlier: readonly string[];
  readonly notEarlier: readonly string[];
};

function referenceProblem(name: string, scope: Scope): string | undefined {
  const reference = referenceOf(name);
  switch (reference.kind) {
    case 'execution':
    case 'workflow':
      return undefined;
    case 'input':
      return scope.inputs.includes(reference.input)
        ? undefined
        : unknownInput(reference.input, scope);
    case 'phase':
      return scope.earlier.includes(name) ? undefined : unknownPhase(name, scope);
  }
}

function unknownInput(name: string, { inputs }: Scope): string {
  const declared =
    inputs.length === 0 ? 'the workflow declares none' : `declared: ${listOf(inputs)}`;
  return `{{inputs.${name}}} is not an input${didYouMean(name, inputs)}; ${declared}`;
}

function unknownPhase(name: string, { earlier, notEarlier }: Scope): string {
  if (notEarlier.includes(name)) {
    return `{{${name}}} is the output of a phase that has not run by then; only earlier phases can be used`;
  }
  const candidates = [...earlier, 'execution_id', 'workflow_id'];
  const allowed = `allowed: ${listOf([...candidates, 'inputs.<name>'])}`;
  return `{{${name}}} refers to nothing${didYouMean(name, candidates)}; ${allowed}; ${ESCAPE_HINT}`;
}
