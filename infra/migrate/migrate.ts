import { runner } from 'node-pg-migrate';

/** The subset of a logger that the migration library speaks. */
export type MigrationLog = Readonly<
  Record<'debug' | 'info' | 'warn' | 'error', (message: string) => void>
>;

/** Relative to the checkout, and to the image's working directory: the SQL files are not bundled. */
const MIGRATIONS = 'infra/migrations';

/**
 * Brings the database to the newest schema; all or nothing, and harmless when there is nothing to do.
 * Concurrent calls wait for each other. Takes the owner's connection; returns the migrations that ran.
 */
export async function migrate(databaseOwnerUrl: string, log: MigrationLog): Promise<string[]> {
  const ran = await runner({
    databaseUrl: databaseOwnerUrl,
    dir: MIGRATIONS,
    direction: 'up',
    migrationsTable: 'schema_migrations',
    advisoryLockMode: 'wait',
    logger: log,
  });
  return ran.map(({ name }) => name);
}
