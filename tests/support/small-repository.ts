import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The figures that an agent has to find in it by looking. */
export const SMALL_REPOSITORY = { files: 3, commits: 2, mark: 'TODO: round the sum' } as const;

/** A git repository of known content, packed as the CLI packs a folder. */
export function packSmallRepository(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'syn-small-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@test.example', ...args], {
      cwd: folder,
    });
  try {
    git('init', '--quiet');
    writeFileSync(join(folder, 'README.md'), '# Sums\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'Say what it is');
    writeFileSync(join(folder, 'sum.py'), `# ${SMALL_REPOSITORY.mark}\nprint(1 + 1)\n`);
    writeFileSync(join(folder, 'data.json'), '{"numbers": [1, 1]}\n');
    git('add', '.');
    git('commit', '--quiet', '-m', 'Add a sum');
    return execFileSync('tar', ['--create', '--directory', folder, '.']);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
