import { z } from 'zod';
import { ModelPricesJson } from '#shared/observability/pricing.js';

const port = (fallback: number) => z.coerce.number().int().min(1).max(65535).default(fallback);
const megabytes = (fallback: number) => z.coerce.number().int().min(16).default(fallback);
const hostList = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text) =>
      text
        .split(',')
        .map((host) => host.trim())
        .filter((host) => host !== ''),
    );

const Common = z.object({
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Labels every container, volume and network that is ours; two installations never touch each other. */
  SYN_INSTALLATION: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,30}$/)
    .default('syn-local'),
});

const Database = z.object({ DATABASE_URL: z.string().startsWith('postgres') });

const ObjectStorage = z.object({
  OBJECT_STORE_ENDPOINT: z.url().default('http://127.0.0.1:8142'),
  OBJECT_STORE_BUCKET: z.string().default('syntropic'),
  OBJECT_STORE_ACCESS_KEY: z.string().min(1),
  OBJECT_STORE_SECRET_KEY: z.string().min(1),
});

const ModelKeys = z.object({
  /** Signs the placeholder keys of agents; shared by worker and gateway alone. */
  SYN_KEY_SECRET: z.string().min(32),
});

export const MigrateConfig = Common.extend({
  /** The owner's connection; only migrations use it. */
  DATABASE_OWNER_URL: z.string().startsWith('postgres'),
});
export type MigrateConfig = z.infer<typeof MigrateConfig>;

/** Of the program that verifies, anchors and rebuilds what is stored. */
export const EventsConfig = Common.extend({ ...Database.shape, ...ObjectStorage.shape });
export type EventsConfig = z.infer<typeof EventsConfig>;

/** Temporal's address, namespace, TLS and key are read from the standard TEMPORAL_* variables by its own library. */
export const ApiConfig = Common.extend({
  ...Database.shape,
  ...ObjectStorage.shape,
  SYN_API_KEY: z.string().min(16),
  SYN_API_PORT: port(8137),
  /** Where the server listens inside its container or on this machine. */
  SYN_API_BIND: z.string().default('127.0.0.1'),
  /** Host headers that are answered, without port, besides this machine's own names; anything else is 421. */
  SYN_API_HOSTS: hostList('127.0.0.1,localhost,::1'),
  /** Largest upload of a folder, packed. */
  SYN_UPLOAD_MAX_MB: megabytes(512),
});
export type ApiConfig = z.infer<typeof ApiConfig>;

export const WorkerConfig = Common.extend({
  ...Database.shape,
  ...ObjectStorage.shape,
  ...ModelKeys.shape,
  /** Stable name of this Docker host: its task queue and the label of what it owns. */
  SYN_HOST_ID: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,30}$/)
    .default('host-1'),
  /** Executions whose workspaces may be active on this host at once. */
  SYN_HOST_SLOTS: z.coerce.number().int().min(1).max(1000).default(10),
  SYN_WORKSPACE_IMAGE: z.string().default('syntropic/workspace'),
  SYN_SIDECAR_IMAGE: z.string().default('syntropic/envoy'),
  SYN_EGRESS_NETWORK: z.string().default('syn-local-egress'),
  /** host:port of the gateway as the sidecars see it. */
  SYN_GATEWAY_ADDRESS: z.string().default('gateway:8139'),
  /** Hosts with private addresses that a repository may nevertheless be cloned from, by name. */
  SYN_EGRESS_PRIVATE_HOSTS: hostList(''),
  WORKSPACE_MEMORY_MB: megabytes(2048),
  WORKSPACE_CPUS: z.coerce.number().min(0.1).default(2),
  WORKSPACE_PIDS: z.coerce.number().int().min(32).default(512),
  WORKSPACE_DISK_MB: megabytes(4096),
  WORKSPACE_FILE_MB: megabytes(2048),
  /** Nothing starts on a host whose disk has less than this free. */
  HOST_DISK_RESERVE_MB: megabytes(1024),
  SETUP_TIMEOUT_SECONDS: z.coerce.number().int().min(1).default(900),
  ARTIFACTS_MAX_FILES: z.coerce.number().int().min(1).default(1000),
  ARTIFACTS_MAX_MB: megabytes(1024),
  RECONCILE_SECONDS: z.coerce.number().int().min(5).default(15),
  /** How often the heads of the event streams are fixed in the object store. */
  ANCHOR_MINUTES: z.coerce.number().int().min(1).default(60),
  /** Telemetry that is older is dropped, a week at a time; 0 keeps all. Domain events are kept for ever. */
  TELEMETRY_DAYS: z.coerce.number().int().min(0).default(90),
  /** Prometheus metrics of the Temporal SDK and of our own. */
  SYN_WORKER_METRICS_PORT: port(9464),
});
export type WorkerConfig = z.infer<typeof WorkerConfig>;

export const GatewayConfig = Common.extend({
  ...Database.shape,
  ...ModelKeys.shape,
  SYN_GATEWAY_PORT: port(8139),
  SYN_GATEWAY_BIND: z.string().default('0.0.0.0'),
  /** The real key, held by this process alone; the stand-in accepts any. */
  ANTHROPIC_API_KEY: z.string().optional(),
  /** Any endpoint that speaks the Messages API; the stand-in when neither this nor a key is set. */
  ANTHROPIC_BASE_URL: z.string().optional(),
  SYN_MODEL_URL: z.url().default('http://model:8140'),
  /** Prices that differ from the public list, as JSON: USD per million tokens by model id or family. */
  SYN_MODEL_PRICES: ModelPricesJson,
});
export type GatewayConfig = z.infer<typeof GatewayConfig>;

export const ModelConfig = Common.extend({
  SYN_MODEL_PORT: port(8140),
  SYN_MODEL_BIND: z.string().default('0.0.0.0'),
  /** File to which the stand-in writes every request, headers and body; for tests. */
  SYN_MODEL_LOG: z.string().optional(),
});
export type ModelConfig = z.infer<typeof ModelConfig>;

export class InvalidConfigError extends Error {
  override name = 'InvalidConfigError';

  constructor(readonly problems: readonly string[]) {
    super(
      `the environment is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
}

/** Reads a process's settings once, at start; reports every problem at once (InvalidConfigError). */
export function loadConfig<S extends z.ZodObject>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): z.output<S> {
  // An empty variable counts as unset: compose passes `KEY=` for what the user did not set.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (parsed.success) return parsed.data;
  throw new InvalidConfigError(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  );
}
