import { z } from 'zod';
import { languageOf } from './languages.js';

/** What a survey found; `facts.json` among its artifacts. Every figure comes from a tool of the agent. */
export const Facts = z.object({
  path: z.string(),
  files: z.int(),
  textFiles: z.int(),
  lines: z.int(),
  languages: z.array(z.object({ language: z.string(), files: z.int(), lines: z.int() })),
  largest: z.array(z.object({ path: z.string(), bytes: z.int() })),
  commits: z.int(),
  recent: z.array(
    z.object({ hash: z.string(), date: z.string(), author: z.string(), subject: z.string() }),
  ),
  marks: z.int(),
  markedLines: z.array(z.object({ path: z.string(), line: z.int(), text: z.string() })),
});
export type Facts = z.infer<typeof Facts>;

/** Reads the lines of the survey's commands; lines that name no fact are passed over. */
export function parseFacts(output: string): Facts {
  const rows = output.split('\n').map((line) => line.split('\t'));
  const named = (fact: string) => rows.filter(([first]) => first === fact);
  const one = (fact: string) => named(fact)[0]?.[1] ?? '';
  const languages = byLanguage(named('language'));
  return {
    path: one('path'),
    files: Number(one('files')),
    textFiles: total(languages.map(({ files }) => files)),
    lines: total(languages.map(({ lines }) => lines)),
    languages,
    largest: named('largest').map(([, bytes, path = '']) => ({ path, bytes: Number(bytes) })),
    commits: Number(one('commits')),
    recent: named('commit').map(([, hash = '', date = '', author = '', ...subject]) => ({
      ...{ hash, date, author },
      subject: inert(subject.join(' ')),
    })),
    marks: Number(one('marks')),
    markedLines: named('mark').map(([, path = '', line, text = '']) => ({
      ...{ path, line: Number(line) },
      text: inert(text),
    })),
  };
}

function byLanguage(rows: readonly string[][]): Facts['languages'] {
  const sums = new Map<string, { files: number; lines: number }>();
  for (const [, extension = '', files, lines] of rows) {
    const sum = sums.get(languageOf(extension)) ?? { files: 0, lines: 0 };
    sum.files += Number(files);
    sum.lines += Number(lines);
    sums.set(languageOf(extension), sum);
  }
  return [...sums]
    .map(([language, sum]) => ({ language, ...sum }))
    .sort((a, b) => b.lines - a.lines || a.language.localeCompare(b.language));
}

/** A later phase quotes the survey in its prompt, where a marker in a quoted line would choose the script. */
const inert = (text: string): string => text.replaceAll('[[', '[ [').trim();

const total = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0);
