import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostSuite, isDebian } from './host.js';
import type { Site } from './site.js';

/** The Debian release of our images and of the docker plugins. */
export const DEBIAN_SUITE = 'trixie';

/**
 * This machine's own package sources, rewritten to another suite: its mirror and its keys stay.
 * Deb822 stanzas and one-line entries of third parties are left out, they may not know the suite.
 */
export function rewriteSources(text: string, fromSuite: string, toSuite: string): string {
  const suites = new RegExp(`^Suites:(.*\\s)?${fromSuite}(-updates|-security)?(\\s|$)`, 'm');
  return text
    .split(/\n\s*\n/)
    .filter((stanza) => suites.test(stanza))
    .map((stanza) => stanza.replaceAll(fromSuite, toSuite))
    .join('\n\n');
}

/** The same for the older format, one `deb` line per source. */
export function rewriteSourceLines(text: string, fromSuite: string, toSuite: string): string {
  const entry = new RegExp(
    `^deb\\s+(\\[[^\\]]*\\]\\s+)?\\S+\\s+${fromSuite}(-updates|-security)?\\s`,
  );
  return text
    .split('\n')
    .filter((line) => entry.test(line))
    .map((line) => line.replaceAll(fromSuite, toSuite))
    .join('\n');
}

/** Arguments that make apt read the rewritten sources with lists of their own; nothing of the host changes. */
export function aptWithOwnLists(site: Site): string[] {
  const directory = join(site.stateDir, 'apt');
  mkdirSync(join(directory, 'lists/partial'), { recursive: true });
  const list = writeSources(directory);
  return [
    ...(list === undefined
      ? []
      : ['-o', `Dir::Etc::sourcelist=${list}`, '-o', 'Dir::Etc::sourceparts=-']),
    ...['-o', `Dir::State::lists=${directory}/lists`],
    ...['-o', 'Dir::Cache::pkgcache=', '-o', 'Dir::Cache::srcpkgcache='],
  ];
}

/** Other distributions keep their own sources: their plugins come from there. */
function writeSources(directory: string): string | undefined {
  const suite = hostSuite();
  if (!isDebian() || suite === undefined || suite === DEBIAN_SUITE) return undefined;
  const deb822 = hostFiles('.sources').map((text) => rewriteSources(text, suite, DEBIAN_SUITE));
  const lines = hostFiles('.list').map((text) => rewriteSourceLines(text, suite, DEBIAN_SUITE));
  const found = [
    { name: 'debian.sources', text: deb822.filter(Boolean).join('\n\n') },
    { name: 'debian.list', text: lines.filter(Boolean).join('\n') },
  ].find(({ text }) => text !== '');
  if (!found) return undefined;
  const file = join(directory, found.name);
  writeFileSync(file, `${found.text}\n`);
  return file;
}

function hostFiles(extension: '.list' | '.sources'): string[] {
  const parts = '/etc/apt/sources.list.d';
  const main = extension === '.list' ? ['/etc/apt/sources.list'] : [];
  const more = existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : [];
  return [...main, ...more.filter((file) => file.endsWith(extension))]
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'));
}
