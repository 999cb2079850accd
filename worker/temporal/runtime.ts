import { type Logger as SdkLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';
import type { Logger } from '#shared/runtime/logger.js';

/**
 * Once per process, before any connection. Metrics of the SDK in Prometheus' format at `/metrics`. Signals are
 * ours: the SDK would stop the workers behind our back.
 */
export function installRuntime(logger: Logger, metricsPort: number): void {
  Runtime.install({
    logger: sdkLogger(logger),
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN' }) },
      metrics: {
        prometheus: {
          bindAddress: `0.0.0.0:${metricsPort}`,
          countersTotalSuffix: true,
          unitSuffix: true,
        },
      },
    },
  });
}

function sdkLogger(logger: Logger): SdkLogger {
  const at =
    (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: object = {}): void => {
      logger[level](fields, message);
    };
  const [trace, debug, info, warn, error] = [
    at('trace'),
    at('debug'),
    at('info'),
    at('warn'),
    at('error'),
  ];
  const byLevel = { TRACE: trace, DEBUG: debug, INFO: info, WARN: warn, ERROR: error };
  return {
    ...{ trace, debug, info, warn, error },
    log: (level, message, fields) => {
      byLevel[level](message, fields);
    },
  };
}
