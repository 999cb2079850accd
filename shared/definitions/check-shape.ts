import type { z } from 'zod';
import type { SourceIssue } from '#shared/contracts/http.js';
import { InputDefinition, RepositoryDefinition } from '#shared/contracts/workflow-definition.js';
import { SourceWorkflow } from './package-schema.js';
import type { Path, SourceDocument } from './source-document.js';
import { didYouMean, listOf } from './suggestions.js';

type Problem = z.core.$ZodIssue;

/** Unknown keys, missing keys, wrong types, values out of range: each where it stands. */
export function checkShape(document: SourceDocument): SourceIssue[] {
  const parsed = SourceWorkflow.safeParse(document.value);
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((problem) => describe(document, problem));
}

function describe(document: SourceDocument, problem: Problem): SourceIssue[] {
  const { path } = problem;
  if (problem.code === 'unrecognized_keys') {
    return problem.keys.map((key) => document.atKey(path, key, unknownKey(key, path)));
  }
  const value = valueAt(document.value, path);
  if (value === undefined) return [missing(document, path)];
  return [document.atValue(path, `${nameOf(path)} ${complaint(problem, value)}`)];
}

function unknownKey(key: string, path: Path): string {
  const allowed = allowedKeys(path);
  const place = path.length === 0 ? 'the workflow' : nameOf(path);
  return `unknown key "${key}" in ${place}${didYouMean(key, allowed)}; allowed: ${listOf(allowed)}`;
}

function allowedKeys([section]: Path): string[] {
  if (section === 'phases') return Object.keys(SourceWorkflow.shape.phases.element.shape);
  if (section === 'inputs') return Object.keys(InputDefinition.shape);
  if (section === 'repository') return Object.keys(RepositoryDefinition.shape);
  return Object.keys(SourceWorkflow.shape);
}

function missing(document: SourceDocument, path: Path): SourceIssue {
  const key = String(path.at(-1));
  const owner = path.slice(0, -1);
  const place = owner.length === 0 ? 'the workflow' : nameOf(owner);
  return document.atValue(owner, `${place} has no "${key}"; it is required`);
}

const ENTRIES: Readonly<Record<string, string>> = {
  phases: 'phase',
  inputs: 'input',
  setup: 'setup command',
};

/** `"name"`, `"model" of phase 2`, `entry 1 of "allowed_tools" of phase 2`; positions count from 1. */
function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the document';
  const owner = path.slice(0, -1);
  if (typeof last === 'number') {
    const entry = owner.length === 1 ? ENTRIES[String(owner[0])] : undefined;
    return entry ? `${entry} ${last + 1}` : `entry ${last + 1} of ${nameOf(owner)}`;
  }
  return owner.length === 0 ? `"${String(last)}"` : `"${String(last)}" of ${nameOf(owner)}`;
}

function complaint(problem: Problem, value: unknown): string {
  if (problem.code === 'invalid_type') return wrongType(problem.expected, value);
  if (problem.code === 'too_small') {
    return `must ${bound(problem.origin, 'at least', problem.minimum)}`;
  }
  if (problem.code === 'too_big')
    return `must ${bound(problem.origin, 'at most', problem.maximum)}`;
  if (problem.code === 'invalid_value') return badChoice(problem.values.map(String), value);
  if (problem.code === 'invalid_format') return `is ${shown(value)}: ${problem.message}`;
  if (problem.code === 'invalid_union') {
    return `must be a text, a number, true or false, not ${shown(value)}`;
  }
  return problem.message;
}

function wrongType(expected: string, value: unknown): string {
  const remedy =
    expected === 'string' && typeof value !== 'object'
      ? '; put it in quotes to make it a text'
      : '';
  return `must be ${TYPE_NAMES[expected] ?? expected}, not ${shown(value)}${remedy}`;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys and values',
};

function bound(origin: string, limit: string, amount: number | bigint): string {
  const count = String(amount);
  if (origin === 'string') return `have ${limit} ${count} characters`;
  if (origin === 'array') return `have ${limit} ${count} ${amount === 1 ? 'entry' : 'entries'}`;
  return `be ${limit} ${count}`;
}

function badChoice(allowed: readonly string[], value: unknown): string {
  const hint = didYouMean(String(value), allowed);
  return `must be one of ${listOf(allowed)}, not ${shown(value)}${hint}`;
}

function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
    value,
  );
}
