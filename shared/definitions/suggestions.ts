/** ` (did you mean "x"?)` when one of the candidates is near, else nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const [nearest] = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .filter(({ candidate, distance }) => distance <= tolerance(candidate))
    .sort((a, b) => a.distance - b.distance);
  return nearest ? ` (did you mean "${nearest.candidate}"?)` : '';
}

/** `"a", "b" and "c"`; a long list is cut. */
export function listOf(words: readonly string[], most = 20): string {
  const quoted = words.slice(0, most).map((word) => `"${word}"`);
  if (words.length > most) return `${quoted.join(', ')} and ${words.length - most} more`;
  const last = quoted.pop();
  return quoted.length > 0 ? `${quoted.join(', ')} and ${last ?? ''}` : (last ?? 'none');
}

/** Two letters may be wrong in a word of four or more, a third of them in a long one. */
function tolerance({ length }: string): number {
  return length < 4 ? 1 : Math.max(2, length / 3);
}

function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
