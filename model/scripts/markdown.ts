import type { Facts } from './facts.js';

export const count = (number: number): string => number.toLocaleString('en-US');

/** `1 file`, `2 files`. */
export const counted = (number: number, noun: string): string =>
  `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

export const share = (part: number, whole: number): string =>
  whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(1)} %`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`);

/** The sections that survey and report share. */
export function factSections(facts: Facts): string {
  return [
    languageSection(facts),
    largestSection(facts),
    commitSection(facts),
    markSection(facts),
  ].join('\n\n');
}

function languageSection({ languages, lines }: Facts): string {
  const rows = languages
    .slice(0, 15)
    .map((entry) => [
      entry.language,
      count(entry.files),
      count(entry.lines),
      share(entry.lines, lines),
    ]);
  return `## Files by language\n\n${table(['Language', 'Files', 'Lines', 'Share of lines'], rows)}`;
}

function largestSection({ largest }: Facts): string {
  const rows = largest.map(({ path, bytes }) => [`\`${path}\``, count(bytes)]);
  return `## Largest files\n\n${table(['File', 'Bytes'], rows)}`;
}

function commitSection({ recent, commits }: Facts): string {
  if (recent.length === 0) return '## Recent commits\n\nThere is no git history here.';
  const rows = recent.map(({ hash, date, author, subject }) => [hash, date, author, subject]);
  const head = `## Recent commits\n\nThe last ${recent.length} of ${count(commits)}.`;
  return `${head}\n\n${table(['Commit', 'Date', 'Author', 'Subject'], rows)}`;
}

function markSection({ markedLines, marks }: Facts): string {
  if (marks === 0) return '## Open marks\n\nNo line is marked as open work.';
  const rows = markedLines.map(({ path, line, text }) => [`\`${path}:${line}\``, text]);
  const head = `## Open marks\n\n${counted(marks, 'line')}, the first ${rows.length} here.`;
  return `${head}\n\n${table(['Place', 'Text'], rows)}`;
}
