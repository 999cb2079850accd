const ELLIPSIS = '…';
const ELLIPSIS_BYTES = 3;
const SHORT_ESCAPES = '"\\\b\f\n\r\t';

/**
 * Shortens free text so that it takes at most `maxBytes` bytes as JSON, quotes not counted.
 * Bounds what callers, agents and definitions put into Temporal payloads.
 */
export function clipText(text: string, maxBytes: number): string {
  let bytes = 0;
  let clipped = '';
  for (const character of text) {
    bytes += jsonBytes(character);
    if (bytes > maxBytes) return `${clipped}${ELLIPSIS}`;
    if (bytes <= maxBytes - ELLIPSIS_BYTES) clipped += character;
  }
  return text;
}

function jsonBytes(character: string): number {
  if (SHORT_ESCAPES.includes(character)) return 2;
  const code = character.codePointAt(0) ?? 0;
  // Other control characters and lone surrogates are written as \uXXXX.
  if (code < 0x20 || (code >= 0xd800 && code <= 0xdfff)) return 6;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
