/**
 * The template language of prompts. `{{name}}` is a reference, `$ARGUMENTS` the user's arguments.
 * A backslash before either makes it plain text; a doubled backslash stands for one backslash.
 * Backslashes anywhere else are text.
 */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'arguments'; readonly offset: number }
  | { readonly kind: 'reference'; readonly name: string; readonly offset: number }
  | { readonly kind: 'unclosed'; readonly offset: number };

const MARKER = /(\\*)(\{\{|\$ARGUMENTS(?![A-Za-z0-9_]))/g;
const REFERENCE = /\{\{[ \t]*([^{}\r\n]*?)[ \t]*\}\}/y;

/** Splits a prompt into its parts; never throws. Offsets are those of the `{{` or the `$`. */
export function parseTemplate(source: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let done = 0;
  const marker = new RegExp(MARKER);
  for (let match = marker.exec(source); match; match = marker.exec(source)) {
    const [whole, slashes = '', opening = ''] = match;
    const offset = match.index + slashes.length;
    const text = source.slice(done, match.index) + '\\'.repeat(Math.floor(slashes.length / 2));
    const escaped = slashes.length % 2 === 1;
    parts.push({ kind: 'text', text: escaped ? text + opening : text });
    done = match.index + whole.length;
    if (!escaped) {
      const special = specialAt(source, offset);
      parts.push(special.part);
      done = special.end;
      marker.lastIndex = special.end;
    }
  }
  parts.push({ kind: 'text', text: source.slice(done) });
  return parts.filter((part) => part.kind !== 'text' || part.text !== '');
}

function specialAt(source: string, offset: number): { part: TemplatePart; end: number } {
  if (source.startsWith('$ARGUMENTS', offset)) {
    return { part: { kind: 'arguments', offset }, end: offset + '$ARGUMENTS'.length };
  }
  const reference = new RegExp(REFERENCE);
  reference.lastIndex = offset;
  const match = reference.exec(source);
  if (!match) return { part: { kind: 'unclosed', offset }, end: offset + 2 };
  return { part: { kind: 'reference', name: match[1] ?? '', offset }, end: reference.lastIndex };
}
