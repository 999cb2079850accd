import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export type Settings = Readonly<Record<string, string>>;

const ENTRY = /^([A-Z][A-Z0-9_]*)=(.*)$/;

/** Parses lines of KEY=value; anything after the first `=` is the value, taken literally. */
export function parseEnvFile(text: string): Settings {
  const entries = text.split('\n').flatMap((line) => {
    const [, key, value] = ENTRY.exec(line.trim()) ?? [];
    return key !== undefined && value !== undefined ? [[key, value]] : [];
  });
  return Object.fromEntries(entries) as Settings;
}

export const formatEnvFile = (comment: string, settings: Settings): string =>
  [`# ${comment}`, ...Object.entries(settings).map(([key, value]) => `${key}=${value}`), ''].join(
    '\n',
  );

/** The settings of a file; none when it is not there. */
export const readEnvFile = (file: string): Settings =>
  existsSync(file) ? parseEnvFile(readFileSync(file, 'utf8')) : {};

/** Writes a file that only its owner can read, at once: a reader never sees half of it. */
export function writeEnvFile(file: string, comment: string, settings: Settings): void {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${String(process.pid)}`;
  writeFileSync(fresh, formatEnvFile(comment, settings), { mode: 0o600 });
  renameSync(fresh, file);
}
