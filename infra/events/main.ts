/** Verifies, anchors and rebuilds what is stored. Exit code 1 when something is wrong, 2 for a wrong call. */
import process, { env } from 'node:process';
import { MinioObjectStore } from '#shared/object-store/minio-object-store.js';
import { EventsConfig, loadConfig } from '#shared/runtime/config.js';
import { DatabasePool } from '#shared/runtime/database-pool.js';
import { createLogger } from '#shared/runtime/logger.js';
import { COMMANDS, usage } from './commands.js';

const command = COMMANDS[process.argv[2] ?? ''];
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

const { findings, summary } = await command.run({ pool: database.pool, objects });
for (const finding of findings) process.stdout.write(`${JSON.stringify(finding)}\n`);
process.stdout.write(`${summary}\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
