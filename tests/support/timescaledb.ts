import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { migrate } from '../../infra/migrate/migrate.js';
import { testImage } from './images.js';

const PASSWORD = 'for-tests-only';
export const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** What the image does to its first database, for the further ones of a suite. */
const PREPARE = `
  CREATE EXTENSION timescaledb;
  ALTER SCHEMA public OWNER TO syn_owner;
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  GRANT USAGE ON SCHEMA public TO syn_app;`;

export type Role = 'syn_app' | 'syn_owner' | 'postgres';

/** A migrated database of its own, in the server of the suite. Disposing it closes its pools. */
export class TestDatabase implements AsyncDisposable {
  readonly #pools = new Map<Role, pg.Pool>();

  constructor(
    readonly server: TimescaleDb,
    readonly name: string,
  ) {}

  /** What api, worker and gateway connect as. */
  get app(): pg.Pool {
    return this.pool('syn_app');
  }

  /** Owns the tables; runs migrations and nothing else in production. */
  get owner(): pg.Pool {
    return this.pool('syn_owner');
  }

  url(role: Role): string {
    return this.server.url(role, this.name);
  }

  pool(role: Role): pg.Pool {
    const open = this.#pools.get(role);
    if (open) return open;
    const pool = new pg.Pool({ connectionString: this.url(role), max: 20 });
    pool.on('error', ignore); // an idle connection ends with the container
    this.#pools.set(role, pool);
    return pool;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.end()));
  }
}

/** The TimescaleDB image, running for one suite. Disposing it removes the container and its volume. */
export class TimescaleDb implements AsyncDisposable {
  private constructor(private readonly container: StartedTestContainer) {}

  static async start(): Promise<TimescaleDb> {
    const container = await new GenericContainer(testImage('timescaledb'))
      .withLabels({ 'syntropic.test': 'timescaledb' })
      .withEnvironment({
        POSTGRES_PASSWORD: PASSWORD,
        SYN_OWNER_PASSWORD: PASSWORD,
        SYN_APP_PASSWORD: PASSWORD,
      })
      .withExposedPorts(5432)
      .withWaitStrategy(Wait.forHealthCheck())
      .start();
    return new TimescaleDb(container);
  }

  url(role: Role, database: string): string {
    const address = `${this.container.getHost()}:${this.container.getMappedPort(5432)}`;
    return `postgres://${role}:${PASSWORD}@${address}/${database}`;
  }

  /** `migrated: false` leaves it empty, for tests of the migrations themselves. */
  async createDatabase({ migrated = true } = {}): Promise<TestDatabase> {
    const name = `test_${randomBytes(6).toString('hex')}`;
    await query(this.url('postgres', 'postgres'), `CREATE DATABASE ${name} OWNER syn_owner`);
    await query(this.url('postgres', name), PREPARE);
    if (migrated) await migrate(this.url('syn_owner', name), SILENT);
    return new TestDatabase(this, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.container.stop({ removeVolumes: true });
  }
}

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

function ignore(): void {
  // Nothing to do: the outcome shows elsewhere.
}
