import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import { ExecutionId } from '#shared/contracts/ids.js';
import { RunnerSilentError, takeSeat } from './agent-line.js';
import { receiveFiles, sendFiles } from './artifact-stream.js';
import {
  AGENT_USER,
  agentContainer,
  RUNNER,
  sidecarContainer,
  SOCKETS_VOLUME,
  type WorkspaceSettings,
} from './container-options.js';
import { type ContainerProcess, execute } from './container-process.js';
import {
  ensureRunning,
  ensureVolume,
  isStatus,
  removeContainer,
  removeVolume,
  volumeLabels,
} from './docker-objects.js';
import { lines } from './lines.js';
import { demultiplexed } from './multiplexed-stream.js';
import { runSetup } from './setup-run.js';
import {
  type AgentConnection,
  type AgentSeat,
  type EgressLog,
  type OwnedWorkspace,
  type WorkspaceFile,
  type WorkspaceHost,
  WorkspaceMissingError,
  type WorkspaceSpec,
} from './workspace-host.js';
import { LABELS, labelsOf, objectName, ownedBy, type VolumeRole } from './workspace-names.js';

const MEBIBYTE = 1024 * 1024;
const ROOT = '0:0';
const SEAT_ATTEMPTS = 5;
const SEAT_PAUSE_MS = 200;

/** Workspaces as Docker containers and volumes, found again by their names and labels. */
export class DockerWorkspaceHost implements WorkspaceHost {
  constructor(
    private readonly docker: Docker,
    private readonly settings: WorkspaceSettings,
  ) {}

  async setUp(spec: WorkspaceSpec): Promise<{ readonly commit?: string | undefined }> {
    const { executionId } = spec;
    const done = await volumeLabels(this.docker, this.name(executionId, 'sockets'));
    if (done !== undefined) return { commit: done[LABELS.commit] };
    // What an attempt left that did not come to its end is not trusted.
    await this.remove(executionId);
    await Promise.all([
      this.makeVolume(executionId, 'work'),
      this.makeVolume(executionId, 'journal'),
    ]);
    const commit = needsSetup(spec) ? await runSetup(this.docker, this.settings, spec) : undefined;
    await ensureVolume(this.docker, {
      Name: this.name(executionId, 'sockets'),
      ...SOCKETS_VOLUME,
      Labels: {
        ...labelsOf(this.settings.owner, executionId, 'sockets'),
        ...(commit !== undefined && { [LABELS.commit]: commit }),
      },
    });
    await this.startContainers(executionId);
    return { commit };
  }

  async openAgent(seat: AgentSeat): Promise<AgentConnection> {
    await this.startContainers(seat.executionId);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await takeSeat(await this.run(seat.executionId, ROOT, 'attach'), seat);
      } catch (error) {
        if (!(error instanceof RunnerSilentError) || attempt === SEAT_ATTEMPTS) throw error;
        await delay(SEAT_PAUSE_MS * attempt);
      }
    }
  }

  async placeInputs(executionId: ExecutionId, files: AsyncIterable<WorkspaceFile>): Promise<void> {
    await sendFiles(await this.run(executionId, AGENT_USER, 'place'), files);
  }

  async *collectArtifacts(executionId: ExecutionId): AsyncGenerator<WorkspaceFile> {
    const { maxArtifacts, maxArtifactsMb } = this.settings;
    const limits = [String(maxArtifacts), String(maxArtifactsMb * MEBIBYTE)];
    yield* receiveFiles(await this.run(executionId, AGENT_USER, 'collect', ...limits));
  }

  async egressLog(executionId: ExecutionId): Promise<EgressLog | undefined> {
    const sidecar = this.docker.getContainer(this.name(executionId, 'sidecar'));
    try {
      const { Id } = await sidecar.inspect();
      const log = await sidecar.logs({ stdout: true, follow: false });
      return { sidecarId: Id, lines: await collectLines(log) };
    } catch (error) {
      if (isStatus(error, 404)) return undefined;
      throw error;
    }
  }

  async remove(executionId: ExecutionId): Promise<void> {
    const filters = ownedBy(this.settings.owner, executionId);
    const containers = await this.docker.listContainers({ all: true, filters });
    await Promise.all(containers.map(({ Id }) => removeContainer(this.docker.getContainer(Id))));
    const { Volumes } = await this.docker.listVolumes({ filters });
    await Promise.all(Volumes.map(({ Name }) => removeVolume(this.docker, Name)));
  }

  async list(): Promise<OwnedWorkspace[]> {
    const filters = ownedBy(this.settings.owner);
    const [containers, { Volumes }] = await Promise.all([
      this.docker.listContainers({ all: true, filters }),
      this.docker.listVolumes({ filters }),
    ]);
    const ids = [...containers, ...Volumes].map(({ Labels }) => Labels[LABELS.execution]);
    return [...new Set(ids)].flatMap((id) => {
      const executionId = ExecutionId.safeParse(id);
      return executionId.success ? [{ executionId: executionId.data }] : [];
    });
  }

  /** Both are found when they run; the agent's container is new where the old one was lost. */
  private async startContainers(executionId: ExecutionId): Promise<void> {
    const volume = await volumeLabels(this.docker, this.name(executionId, 'sockets'));
    if (volume === undefined) throw new WorkspaceMissingError(executionId);
    await Promise.all([
      ensureRunning(this.docker, sidecarContainer(this.settings, executionId, 'sidecar')),
      ensureRunning(this.docker, agentContainer(this.settings, executionId)),
    ]);
  }

  private run(
    executionId: ExecutionId,
    user: string,
    ...command: readonly string[]
  ): Promise<ContainerProcess> {
    const container = this.docker.getContainer(this.name(executionId, 'agent'));
    return execute(container, { Cmd: [...RUNNER, ...command], User: user });
  }

  private async makeVolume(executionId: ExecutionId, role: VolumeRole): Promise<void> {
    const Labels = labelsOf(this.settings.owner, executionId, role);
    await ensureVolume(this.docker, { Name: this.name(executionId, role), Labels });
  }

  private name(executionId: ExecutionId, role: Parameters<typeof objectName>[2]): string {
    return objectName(this.settings.owner, executionId, role);
  }
}

async function collectLines(log: Buffer): Promise<string[]> {
  const collected: string[] = [];
  for await (const line of lines(demultiplexed(log))) collected.push(line);
  return collected;
}

const needsSetup = ({ repository, folder, commands }: WorkspaceSpec): boolean =>
  repository !== undefined || folder !== undefined || commands.length > 0;
