import type { SourceIssue, WorkflowPackage } from '#shared/contracts/http.js';
import { PhaseDefinition, WorkflowDefinition } from '#shared/contracts/workflow-definition.js';
import { checkInputs } from './check-inputs.js';
import { checkPhaseIds, checkReferences } from './check-prompts.js';
import { checkRepository } from './check-repository.js';
import { checkShape } from './check-shape.js';
import { LooseWorkflow, SourceWorkflow } from './package-schema.js';
import { type FoundPrompt, promptFinder } from './prompt-source.js';
import { SourceDocument } from './source-document.js';
import { SourceFile } from './source-file.js';

export type ParsedPackage =
  | { readonly definition: WorkflowDefinition; readonly issues?: never }
  | { readonly issues: readonly SourceIssue[]; readonly definition?: never };

/** Largest `workflow.yaml`, in characters. */
const MAX_SOURCE = 262_144;

/**
 * Reads a workflow package: the definition with prompts read in and defaults filled in, or all of its
 * problems at once, sorted by place. Never throws, whatever the files hold.
 */
export function parsePackage({ entry, files }: WorkflowPackage): ParsedPackage {
  const text = Object.hasOwn(files, entry) ? files[entry] : undefined;
  if (text === undefined) return refuse(entry, `the package has no file "${entry}"`);
  if (text.trim() === '')
    return refuse(entry, 'the file is empty; a workflow needs id, name and phases');
  if (text.length > MAX_SOURCE)
    return refuse(entry, `the file is longer than ${MAX_SOURCE} characters`);
  const document = SourceDocument.parse(new SourceFile(entry, text));
  if ('issues' in document) return { issues: sorted(document.issues) };
  return readDocument(document, files);
}

function refuse(file: string, message: string): ParsedPackage {
  return { issues: [{ file, line: 1, column: 1, message }] };
}

function readDocument(document: SourceDocument, files: WorkflowPackage['files']): ParsedPackage {
  const loose = LooseWorkflow.parse(document.value);
  const prompts = loose.phases.map(promptFinder(document, files));
  const issues = [
    ...checkShape(document),
    ...checkInputs(document, loose),
    ...checkRepository(document, loose),
    ...checkPhaseIds(document, loose),
    ...prompts.flatMap((prompt, index) =>
      'issue' in prompt ? [prompt.issue] : checkReferences(prompt, loose, index),
    ),
  ];
  if (issues.length > 0) return { issues: sorted(issues) };
  return { definition: withPrompts(SourceWorkflow.parse(document.value), prompts) };
}

function withPrompts(
  { phases, ...workflow }: SourceWorkflow,
  prompts: readonly FoundPrompt[],
): WorkflowDefinition {
  return WorkflowDefinition.parse({
    ...workflow,
    phases: phases.map((phase, index) => {
      const found = prompts[index];
      const prompt = found && 'text' in found ? found.text : phase.prompt;
      return PhaseDefinition.strip().parse({ ...phase, prompt });
    }),
  });
}

function sorted(issues: readonly SourceIssue[]): SourceIssue[] {
  return issues.toSorted(
    (a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column,
  );
}
