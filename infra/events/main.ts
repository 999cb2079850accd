/** Verifies, anchors and rebuilds what is stored, and drops old telemetry. Exit code 1 when something is wrong, 2 for a wrong call. */
import process, { env } from 'node:process';
import { MinioObjectStore } from '#shared/object-store/minio-object-store.js';
import { EventsConfig, loadConfig } from '#shared/runtime/config.js';
import { DatabasePool } from '#shared/runtime/database-pool.js';
import { createLogger } from '#shared/runtime/logger.js';
import { COMMANDS, type Report, usage, UsageError } from './commands.js';

const [, , name = '', ...args] = process.argv;
const command = COMMANDS[name];
if (!command) {
  process.stderr.write(usage());
  process.exit(2);
}

const config = loadConfig(EventsConfig, env);
const logger = createLogger('events', config.LOG_LEVEL);
// Reading every event may take minutes.
await using database = new DatabasePool(
  { url: config.DATABASE_URL, process: 'events', queryWithinMs: 0 },
  logger,
);
await using objects = await MinioObjectStore.open({
  endpoint: config.OBJECT_STORE_ENDPOINT,
  bucket: config.OBJECT_STORE_BUCKET,
  accessKey: config.OBJECT_STORE_ACCESS_KEY,
  secretKey: config.OBJECT_STORE_SECRET_KEY,
});

process.exitCode = await command
  .run({ pool: database.pool, objects }, args)
  .then(tell, (error: unknown) => {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  });

function tell({ findings, summary }: Report): number {
  for (const finding of findings) process.stdout.write(`${JSON.stringify(finding)}\n`);
  process.stdout.write(`${summary}\n`);
  return findings.length === 0 ? 0 : 1;
}
