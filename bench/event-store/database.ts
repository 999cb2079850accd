import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { migrate } from '../../infra/migrate/migrate.js';
import { imageName } from '../../infra/setup/images.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PASSWORD = 'for-the-benchmark';
const quiet = (): void => undefined;

/** The product's own database image with its own settings, fsync included, for one run of the benchmark. */
export class BenchDatabase implements AsyncDisposable {
  private constructor(
    private readonly container: StartedTestContainer,
    readonly pool: pg.Pool,
  ) {}

  static async start(connections: number): Promise<BenchDatabase> {
    const container = await new GenericContainer(imageName('timescaledb', ROOT, env))
      .withLabels({ 'syntropic.bench': 'event-store' })
      .withEnvironment({
        POSTGRES_PASSWORD: PASSWORD,
        SYN_OWNER_PASSWORD: PASSWORD,
        SYN_APP_PASSWORD: PASSWORD,
      })
      .withExposedPorts(5432)
      .withWaitStrategy(Wait.forHealthCheck())
      .start();
    const address = `${container.getHost()}:${container.getMappedPort(5432)}/syntropic`;
    const url = `postgres://syn_owner:${PASSWORD}@${address}`;
    await migrate(url, { debug: quiet, info: quiet, warn: quiet, error: quiet });
    const pool = new pg.Pool({ connectionString: url, max: connections });
    pool.on('error', quiet); // connections that still end while the container stops
    return new BenchDatabase(container, pool);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pool.end();
    await this.container.stop({ removeVolumes: true });
  }
}
