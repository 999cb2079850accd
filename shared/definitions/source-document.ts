import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { SourceIssue } from '#shared/contracts/http.js';
import { excessiveNesting } from './nesting.js';
import type { SourceFile } from './source-file.js';

/** Aliases may multiply what they stand for; a workflow needs a handful. */
const MAX_ALIASES = 50;

export type Path = readonly PropertyKey[];

/** A YAML file with its value and the places of its keys and values. */
export class SourceDocument {
  private constructor(
    readonly file: SourceFile,
    private readonly document: Document,
    readonly value: unknown,
  ) {}

  /** Never throws: what is not YAML, or not harmless, comes back as issues. */
  static parse(file: SourceFile): SourceDocument | { readonly issues: SourceIssue[] } {
    const tooDeep = excessiveNesting(file.text);
    if (tooDeep !== undefined) return { issues: [file.issueAt(tooDeep, 'nested too deeply')] };
    const document = parseDocument(file.text, { prettyErrors: false, stringKeys: true });
    const issues = [...syntaxIssues(file, document), ...danglingAliases(file, document)];
    if (issues.length > 0) return { issues };
    try {
      return new SourceDocument(file, document, document.toJS({ maxAliasCount: MAX_ALIASES }));
    } catch {
      return { issues: [file.issueAt(0, `aliases expand too far; write the values out`)] };
    }
  }

  /** An issue at the value of a path; at the nearest enclosing value when the path leads nowhere. */
  atValue(path: Path, message: string): SourceIssue {
    return this.file.issueAt(this.nodeAt(path)?.range?.[0] ?? 0, message);
  }

  /** An issue at a key of the map that the path leads to. */
  atKey(path: Path, key: string, message: string): SourceIssue {
    const pair = this.pairAt(path, key);
    return pair ? this.file.issueAt(offsetOf(pair.key), message) : this.atValue(path, message);
  }

  /** Source offsets of the text at a path: from its first character (a quote or `|` included) to its end. */
  rangeOf(path: Path): { readonly start: number; readonly end: number } {
    const range = this.nodeAt(path)?.range;
    return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
  }

  private nodeAt(path: Path): Node | undefined {
    let node = this.resolve(this.document.contents);
    for (const step of path) {
      const next = this.child(node, step);
      if (!next) return node;
      node = next;
    }
    return node;
  }

  private child(node: Node | undefined, step: PropertyKey): Node | undefined {
    if (isMap(node)) return this.resolve(node.get(step, true));
    if (isSeq(node)) return this.resolve(node.get(step, true));
    return undefined;
  }

  private pairAt(path: Path, key: string): Pair | undefined {
    const node = this.nodeAt(path);
    if (!isMap(node)) return undefined;
    return node.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
  }

  private resolve(node: unknown): Node | undefined {
    if (isAlias(node)) return node.resolve(this.document);
    return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined;
  }
}

function offsetOf(node: unknown): number {
  return isScalar(node) ? (node.range?.[0] ?? 0) : 0;
}

function syntaxIssues(file: SourceFile, document: Document.Parsed): SourceIssue[] {
  const found: readonly YAMLError[] = [...document.errors, ...document.warnings];
  return found.map((error) => file.issueAt(error.pos[0], syntaxMessage(file, error)));
}

function syntaxMessage(file: SourceFile, { code, message, pos }: YAMLError): string {
  if (code === 'DUPLICATE_KEY') {
    const key = /^[^\s:]+/.exec(file.text.slice(pos[0]))?.[0] ?? '';
    return `"${key}" stands here a second time; keep one of the two`;
  }
  if (code === 'MULTIPLE_DOCS') {
    return 'a second document starts here; a file holds one workflow, so remove the "---"';
  }
  if (code === 'TAB_AS_INDENT') return 'a tab is used to indent; YAML allows spaces only';
  if (code === 'MISSING_CHAR' && message.includes('quote')) {
    return 'the file ends inside a quoted text; close the quote where the text ends';
  }
  if (code === 'TAG_RESOLVE_FAILED') {
    return `${lowerFirst(message)}; write the value without a "!" tag`;
  }
  return `not valid YAML: ${lowerFirst(message)}`;
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

function danglingAliases(file: SourceFile, document: Document.Parsed): SourceIssue[] {
  const issues: SourceIssue[] = [];
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document)) return;
      const message = `"*${alias.source}" refers to nothing; put "&${alias.source}" before it on the value that is meant`;
      issues.push(file.issueAt(alias.range?.[0] ?? 0, message));
    },
  });
  return issues;
}
