import { env } from 'node:process';
import { loadConfig, MigrateConfig } from '#shared/runtime/config.js';
import { createLogger } from '#shared/runtime/logger.js';
import { migrate } from './migrate.js';

const config = loadConfig(MigrateConfig, env);
const log = createLogger('migrate', config.LOG_LEVEL);

const migrations = await migrate(config.DATABASE_OWNER_URL, {
  debug: (detail) => {
    log.debug({ detail }, 'migration step');
  },
  info: (detail) => {
    log.debug({ detail }, 'migration step');
  },
  warn: (detail) => {
    log.warn({ detail }, 'migration warning');
  },
  error: (detail) => {
    log.error({ detail }, 'migration failed');
  },
});
log.info({ migrations }, 'database is up to date');
