import { env } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { Client as MinioClient } from 'minio';
import pg from 'pg';
import { compose, type Stack } from '../../infra/setup/compose.js';
import { docker } from '../../infra/setup/docker-cli.js';
import { runCommand } from '../../infra/setup/run-command.js';
import { siteOf } from '../../infra/setup/site.js';
import { upStack } from '../../infra/setup/stack.js';
import { temporalCli } from '../../infra/setup/temporal-cli.js';
import { testInstallationFile } from '../../infra/setup/test-installation.js';
import { StackApi } from './stack-api.js';

const site = siteOf(fileURLToPath(new URL('../..', import.meta.url)), env);

/**
 * The whole platform as `npm run up` makes it, an installation of its own beside the user's. It stays up from one test file to
 * the next; `npm test` removes it at the end.
 */
export class TestStack implements AsyncDisposable {
  readonly api: StackApi;
  /** As the application's role. */
  readonly database: pg.Pool;
  readonly objects: MinioClient;

  private constructor(
    private readonly stack: Stack,
    readonly temporal: Client,
  ) {
    const { settings } = stack.installation;
    this.api = new StackApi(String(settings.SYN_API_URL), String(settings.SYN_API_KEY));
    this.database = new pg.Pool({
      host: '127.0.0.1',
      port: Number(settings.SYN_DATABASE_PORT),
      user: 'syn_app',
      password: settings.SYN_APP_PASSWORD,
      database: 'syntropic',
    });
    this.objects = new MinioClient({
      endPoint: '127.0.0.1',
      port: Number(settings.SYN_MINIO_PORT),
      useSSL: false,
      accessKey: String(settings.OBJECT_STORE_ACCESS_KEY),
      secretKey: String(settings.OBJECT_STORE_SECRET_KEY),
    });
  }

  static async connect(): Promise<TestStack> {
    const file = testInstallationFile(site);
    const stack = await upStack({
      site,
      file,
      ports: 'free',
      settings: { RECONCILE_SECONDS: '5' },
    });
    const address = `127.0.0.1:${stack.installation.settings.SYN_TEMPORAL_PORT}`;
    return new TestStack(stack, new Client({ connection: await Connection.connect({ address }) }));
  }

  get installation(): string {
    return this.stack.installation.id;
  }

  /** Kills every process of a service with SIGKILL, as a crash would; its restart policy brings it back. */
  async kill(service: string): Promise<void> {
    const [id] = await this.lines(compose(this.stack, ['ps', '--quiet', service]));
    const started = await this.startedAt(String(id));
    // PID 1 is the init: it cannot be killed from inside, and ends when its child has.
    await docker(site, ['exec', String(id), 'sh', '-c', 'kill -9 -1']).catch(() => undefined);
    while ((await this.startedAt(String(id))) === started) await delay(100);
  }

  /** Runs Temporal's own command line against the stack, as an operator does. */
  temporalCommand(args: readonly string[]): Promise<string> {
    const address = `127.0.0.1:${this.stack.installation.settings.SYN_TEMPORAL_PORT}`;
    return runCommand(temporalCli(site), [...args, '--address', address], { env });
  }

  /** Names of containers, volumes and networks that carry the execution's label. */
  async objectsOf(executionId: string): Promise<string[]> {
    const filter = ['--filter', `label=syntropic.execution=${executionId}`];
    const listings = [
      docker(site, ['ps', '--all', ...filter, '--format', '{{.Names}}']),
      docker(site, ['volume', 'ls', ...filter, '--format', '{{.Name}}']),
      docker(site, ['network', 'ls', ...filter, '--format', '{{.Name}}']),
    ];
    return (await Promise.all(listings.map((listing) => this.lines(listing)))).flat();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.database.end(), this.temporal.connection.close()]);
  }

  private async startedAt(container: string): Promise<string> {
    const format = '{{.State.StartedAt}} {{.State.Running}}';
    return docker(site, ['inspect', '--format', format, container]);
  }

  private async lines(output: Promise<string>): Promise<string[]> {
    return (await output).split('\n').filter((line) => line !== '');
  }
}
