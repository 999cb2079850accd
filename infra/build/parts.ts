/**
 * A program of ours and its file in `dist/`. A `standalone` one carries its dependencies, to run where
 * there is no node_modules; the others find theirs in the platform image.
 */
export type Part = {
  readonly name: string;
  readonly entry: string;
  readonly standalone: boolean;
};

export const PARTS: readonly Part[] = [
  { name: 'api', entry: 'api/main.ts', standalone: false },
  { name: 'worker', entry: 'worker/main.ts', standalone: false },
  { name: 'migrate', entry: 'infra/migrate/main.ts', standalone: false },
  { name: 'events', entry: 'infra/events/main.ts', standalone: false },
  { name: 'healthcheck', entry: 'infra/healthcheck/main.ts', standalone: false },
  { name: 'gateway', entry: 'gateway/main.ts', standalone: true },
  { name: 'model', entry: 'model/main.ts', standalone: true },
  { name: 'runner', entry: 'runner/main.ts', standalone: true },
  { name: 'cli', entry: 'cli/main.ts', standalone: true },
];

/** What a build reads: a change in any of it makes a new one. */
export const SOURCE_FOLDERS = [
  'api',
  'cli',
  'gateway',
  'infra/build',
  'infra/events',
  'infra/healthcheck',
  'infra/migrate',
  'model',
  'runner',
  'shared',
  'worker',
  'workflow-defs',
  'package-lock.json',
] as const;
