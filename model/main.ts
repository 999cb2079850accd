import { loadConfig, ModelConfig } from '#shared/runtime/config.js';
import { HttpServer } from '#shared/runtime/http-server.js';
import { shutdownSignal } from '#shared/runtime/lifecycle.js';
import { createLogger } from '#shared/runtime/logger.js';
import { createModelApp } from './app.js';
import { CallLedger } from './call-ledger.js';
import { FileRequestLog, noRequestLog } from './request-log.js';

const config = loadConfig(ModelConfig, process.env);
const logger = createLogger('model', config.LOG_LEVEL);
const requestLog =
  config.SYN_MODEL_LOG === undefined ? noRequestLog : new FileRequestLog(config.SYN_MODEL_LOG);

await using server = await HttpServer.listen(
  createModelApp({ ledger: new CallLedger(), requestLog, logger }),
  { port: config.SYN_MODEL_PORT, host: config.SYN_MODEL_BIND },
);
logger.info({ port: server.port }, 'model stand-in listens');
logger.info({ signal: await shutdownSignal() }, 'model stand-in ends');
