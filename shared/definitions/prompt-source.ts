import type { SourceIssue, WorkflowPackage } from '#shared/contracts/http.js';
import type { LooseWorkflow } from './package-schema.js';
import type { SourceDocument } from './source-document.js';
import { SourceFile } from './source-file.js';
import { didYouMean, listOf } from './suggestions.js';

/** A phase's prompt and how to point at a place in it, wherever it is written. */
export interface PromptSource {
  readonly text: string;
  issueAt(offset: number, message: string): SourceIssue;
}

export type FoundPrompt = PromptSource | { readonly issue: SourceIssue };
type Files = WorkflowPackage['files'];
type Phase = LooseWorkflow['phases'][number];

/** Finds the prompts of phases, in the document or in the files that it names. */
export function promptFinder(document: SourceDocument, files: Files) {
  return (phase: Phase, index: number): FoundPrompt => {
    const owner = ['phases', index];
    if (phase.prompt !== undefined && phase.prompt_file !== undefined) {
      const message = 'a phase has "prompt" or "prompt_file", not both; remove one';
      return { issue: document.atKey(owner, 'prompt_file', message) };
    }
    if (phase.prompt_file !== undefined) {
      const found = readFile(phase.prompt_file, files);
      if (typeof found !== 'string') return found;
      return { issue: document.atValue([...owner, 'prompt_file'], found) };
    }
    if (phase.prompt !== undefined) return inlinePrompt(document, index, phase.prompt);
    const message = 'the phase has no prompt; give it "prompt" or "prompt_file"';
    return { issue: document.atValue(owner, message) };
  };
}

/** The file, or a sentence about why there is none. */
function readFile(name: string, files: Files): SourceFile | string {
  const outside = pathProblem(name);
  if (outside !== undefined) return outside;
  const text = Object.hasOwn(files, name) ? files[name] : undefined;
  if (text === undefined) {
    const names = Object.keys(files);
    return `the package has no file "${name}"${didYouMean(name, names)}; it has ${listOf(names)}`;
  }
  if (text.trim() === '') return `the file "${name}" is empty; write the phase's prompt into it`;
  return new SourceFile(name, text);
}

function pathProblem(name: string): string | undefined {
  if (name.includes('\\')) return `"${name}" has a backslash; separate folders by "/"`;
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) {
    return `"${name}" is absolute; name the file relative to the workflow's file`;
  }
  const steps = name.split('/');
  if (steps.includes('..')) return `"${name}" leads out of the package; keep prompts inside it`;
  if (steps.some((step) => step === '' || step === '.')) {
    return `"${name}" is not a plain path; write it like phases/discovery.md`;
  }
  return undefined;
}

/**
 * A place inside a YAML text is found by counting: the n-th marker of the value is the n-th of its
 * source, whatever the quoting and the folding do to the offsets in between.
 */
function inlinePrompt(document: SourceDocument, index: number, text: string): PromptSource {
  const { start, end } = document.rangeOf(['phases', index, 'prompt']);
  const source = document.file.text.slice(start, end);
  return {
    text,
    issueAt(offset, message) {
      const marker = text.startsWith('{{', offset) ? '{{' : '$ARGUMENTS';
      const before = text.slice(0, offset).split(marker).length - 1;
      return document.file.issueAt(start + nthIndex(source, marker, before), message);
    },
  };
}

function nthIndex(source: string, marker: string, n: number): number {
  let at = source.indexOf(marker);
  for (let i = 0; i < n && at >= 0; i++) at = source.indexOf(marker, at + marker.length);
  return Math.max(at, 0);
}
