import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Environment } from './site.js';

export const isRoot = (): boolean => process.getuid?.() === 0;

/** Whether a program is on the PATH. */
export function hasProgram(env: Environment, name: string): boolean {
  return (env.PATH ?? '').split(delimiter).some((directory) => isExecutable(directory, name));
}

/** Debian, Ubuntu and what derives from them: apt is there to install from. */
export const hasApt = (env: Environment): boolean => hasProgram(env, 'apt-get');

/** The suite of this machine's distribution, as `bookworm`; undefined where none is named. */
export const hostSuite = (): string | undefined => osRelease().VERSION_CODENAME;

export const isDebian = (): boolean => osRelease().ID === 'debian';

export const isRunBySystemd = (): boolean => existsSync('/run/systemd/system');

function osRelease(): Record<string, string> {
  if (!existsSync('/etc/os-release')) return {};
  const lines = readFileSync('/etc/os-release', 'utf8').split('\n');
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, key, value] = /^(\w+)="?([^"]*)"?$/.exec(line) ?? [];
      return key !== undefined && value !== undefined ? [[key, value]] : [];
    }),
  );
}

function isExecutable(directory: string, name: string): boolean {
  try {
    accessSync(join(directory, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
