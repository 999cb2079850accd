import { Lexer } from 'yaml';

const DEEPEST = 32;
const OPENING = new Set(['[', '{']);
const CLOSING = new Set([']', '}']);
const INDICATORS = new Set(['-', '?']);

/**
 * Offset of the first bracket or dash that nests deeper than any workflow needs, else undefined.
 * Asked before the parser runs: its work grows with the square of the depth and its stack with the depth.
 */
export function excessiveNesting(text: string): number | undefined {
  let offset = 0;
  let brackets = 0;
  let indicators = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (OPENING.has(lexeme)) brackets += 1;
    else if (CLOSING.has(lexeme)) brackets -= 1;
    else if (INDICATORS.has(lexeme)) indicators += 1;
    else if (lexeme.trim() !== '' || lexeme.includes('\n')) indicators = 0;
    if (brackets > DEEPEST || indicators > DEEPEST) return offset;
    offset += isMark(lexeme) ? 0 : lexeme.length;
  }
  return undefined;
}

/** The lexer announces documents and scalars by control characters that are not in the text. */
function isMark(lexeme: string): boolean {
  return lexeme === '\u0002' || lexeme === '\u0018' || lexeme === '\u001f';
}
