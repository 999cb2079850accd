import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { PostgresEventStore } from '#shared/event-store/postgres-event-store.js';
import { MinioObjectStore } from '#shared/object-store/minio-object-store.js';
import { ApiConfig, loadConfig } from '#shared/runtime/config.js';
import { DatabasePool } from '#shared/runtime/database-pool.js';
import { HttpServer } from '#shared/runtime/http-server.js';
import { shutdownSignal } from '#shared/runtime/lifecycle.js';
import { createLogger } from '#shared/runtime/logger.js';
import { createApp } from './app.js';
import { postgresReadModels, postgresTelemetry } from './postgres-reads.js';
import { TemporalRuns } from './temporal/temporal-runs.js';

const config = loadConfig(ApiConfig, process.env);
const logger = createLogger('api', config.LOG_LEVEL);

await using database = new DatabasePool({ url: config.DATABASE_URL, process: 'api' }, logger);
const { pool } = database;
await using store = new PostgresEventStore(pool);
await using objects = await MinioObjectStore.open({
  endpoint: config.OBJECT_STORE_ENDPOINT,
  bucket: config.OBJECT_STORE_BUCKET,
  accessKey: config.OBJECT_STORE_ACCESS_KEY,
  secretKey: config.OBJECT_STORE_SECRET_KEY,
});
const { connectionOptions, namespace } = loadClientConnectConfig();
// Lazy: the API starts, and says that it is not ready, while Temporal is away.
const connection = Connection.lazy(connectionOptions);
const client = new Client({ connection, ...(namespace !== undefined && { namespace }) });
const runs = new TemporalRuns(client, connection);

const deps = {
  store,
  objects,
  runs,
  readModels: postgresReadModels(pool),
  telemetry: postgresTelemetry(pool),
  uploadMaxBytes: config.SYN_UPLOAD_MAX_MB * 1_048_576,
  readiness: {
    database: () => pool.query('SELECT 1'),
    temporal: () => runs.check(),
    objectStore: () => objects.stat('readiness'),
  },
};
const app = createApp(deps, { apiKey: config.SYN_API_KEY, hosts: config.SYN_API_HOSTS, logger });
await using server = await HttpServer.listen(app, {
  port: config.SYN_API_PORT,
  host: config.SYN_API_BIND,
});
logger.info({ port: server.port }, 'api listens');
logger.info({ signal: await shutdownSignal() }, 'api ends');
await connection.close();
