import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import Docker from 'dockerode';
import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';
import { ExecutionId } from '#shared/contracts/ids.js';
import type { JournalRecord, RunnerNote } from '#shared/contracts/runner-protocol.js';
import type { WorkspaceSettings } from '../../worker/workspaces/container-options.js';
import { DockerWorkspaceHost } from '../../worker/workspaces/docker-workspace-host.js';
import type { AgentConnection } from '../../worker/workspaces/workspace-host.js';
import { testImage } from './images.js';

const MODEL_PROGRAM = fileURLToPath(new URL('../../dist/model.mjs', import.meta.url));

/** An installation of its own: an egress network with the stand-in for the model in the gateway's place. */
export class TestInstallation implements AsyncDisposable {
  readonly docker = new Docker();
  readonly settings: WorkspaceSettings;

  private constructor(
    readonly name: string,
    private readonly network: Docker.Network,
    private readonly model: StartedTestContainer,
  ) {
    this.settings = {
      owner: { installation: name, hostId: 'host-1' },
      workspaceImage: testImage('workspace'),
      sidecarImage: testImage('envoy'),
      egressNetwork: name,
      gatewayAddress: 'gateway:8139',
      privateHosts: [],
      memoryMb: 1024,
      cpus: 2,
      pids: 256,
      diskMb: 256,
      fileMb: 64,
      setupTimeoutMs: 60_000,
      maxArtifacts: 20,
      maxArtifactsMb: 32,
    };
  }

  static async start(): Promise<TestInstallation> {
    const name = `syn-test-${randomBytes(4).toString('hex')}`;
    const network = await new Docker().createNetwork({
      Name: name,
      Labels: { 'syntropic.test': 'workspaces' },
    });
    const model = await new GenericContainer(testImage('node'))
      .withLabels({ 'syntropic.test': 'workspaces' })
      .withBindMounts([{ source: MODEL_PROGRAM, target: '/model.mjs', mode: 'ro' }])
      .withEnvironment({ SYN_MODEL_PORT: '8139' })
      .withCommand(['node', '/model.mjs'])
      .withNetworkMode(name)
      .withNetworkAliases('gateway')
      .withWaitStrategy(Wait.forLogMessage('model stand-in listens'))
      .start();
    return new TestInstallation(name, network, model);
  }

  /** A host over the same Docker, as another worker process would have it. */
  host(settings: Partial<WorkspaceSettings> = {}): DockerWorkspaceHost {
    return new DockerWorkspaceHost(new Docker(), { ...this.settings, ...settings });
  }

  container(executionId: ExecutionId, role: string): Docker.Container {
    return this.docker.getContainer(`${this.name}-${executionId}-${role}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const host = this.host();
    for (const { executionId } of await host.list()) await host.remove(executionId);
    await this.model.stop();
    await this.network.remove();
  }
}

export function newExecutionId(): ExecutionId {
  return ExecutionId.parse(`exe-${randomBytes(10).toString('hex')}`);
}

export const noteOf = (record: JournalRecord): RunnerNote | undefined =>
  record.channel === 'note' ? (JSON.parse(record.line) as RunnerNote) : undefined;

/** Reads records until the predicate holds for one, which is the last of what is returned. Reading may go on after it. */
export async function readUntil(
  connection: AgentConnection,
  isLast: (record: JournalRecord) => boolean,
): Promise<JournalRecord[]> {
  const iterator = connection.records[Symbol.asyncIterator]();
  for (const records: JournalRecord[] = []; ;) {
    const { done, value } = (await iterator.next()) as IteratorResult<JournalRecord, undefined>;
    if (done === true) throw new ConnectionEndedError(records.length);
    records.push(value);
    if (isLast(value)) return records;
  }
}

export const isEnd = (record: JournalRecord): boolean => noteOf(record)?.type === 'agent_ended';

class ConnectionEndedError extends Error {
  constructor(count: number) {
    super(`the connection ended after ${count} records`);
  }
}
