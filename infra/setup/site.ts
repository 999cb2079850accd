import { join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The clone, the folder in it that keeps what set-up makes, and the environment of the caller. */
export type Site = {
  readonly root: string;
  readonly stateDir: string;
  readonly env: Environment;
};

export const siteOf = (root: string, env: Environment): Site => ({
  root,
  stateDir: join(root, '.syn'),
  env,
});

export const logFile = (site: Site, name: string): string =>
  join(site.stateDir, 'logs', `${name}.log`);
