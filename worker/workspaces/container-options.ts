import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import type { ExecutionId } from '#shared/contracts/ids.js';
import { type SidecarPolicy, sidecarConfig } from './sidecar-config.js';
import { labelsOf, objectName, type Ownership, type Role } from './workspace-names.js';

const MEBIBYTE = 1024 * 1024;

export const RUNNER = ['node', '/opt/syntropic/runner.mjs'] as const;
export const AGENT_USER = '10001:10001';

/** The sidecar's user in its image; it owns the folder of its sockets. */
const SIDECAR_UID = 10003;

export type WorkspaceSettings = {
  readonly owner: Ownership;
  readonly workspaceImage: string;
  readonly sidecarImage: string;
  readonly egressNetwork: string;
  readonly gatewayAddress: string;
  readonly privateHosts: readonly string[];
  readonly memoryMb: number;
  readonly cpus: number;
  readonly pids: number;
  readonly diskMb: number;
  readonly fileMb: number;
  readonly setupTimeoutMs: number;
  readonly maxArtifacts: number;
  readonly maxArtifactsMb: number;
};

/** The sockets live in memory, in a volume that the sidecar writes and the workspace mounts read-only. */
export const SOCKETS_VOLUME = {
  Driver: 'local',
  DriverOpts: {
    type: 'tmpfs',
    device: 'tmpfs',
    o: `size=1m,mode=0755,uid=${SIDECAR_UID},gid=${SIDECAR_UID}`,
  },
} as const;

/** Without `nocopy` Docker gives an empty volume the owner of the image's folder, and the sidecar could not write it. */
const SOCKETS_READ_ONLY = '/run/egress:ro,nocopy';

/** The agent's container: no network, and no right but to start and end processes of the agent's uid. */
export function agentContainer(
  settings: WorkspaceSettings,
  executionId: ExecutionId,
): ContainerCreateOptions {
  const name = (role: Parameters<typeof objectName>[2]): string =>
    objectName(settings.owner, executionId, role);
  const base = workspaceContainer(settings, executionId, 'agent');
  return {
    ...base,
    Cmd: [...RUNNER, 'serve'],
    User: '0:0',
    Env: [`SYN_DISK_MB=${settings.diskMb}`, `SYN_FILE_MB=${settings.fileMb}`],
    HostConfig: {
      ...base.HostConfig,
      CapAdd: ['SETUID', 'SETGID', 'KILL'],
      Tmpfs: { ...scratch(), '/run/syntropic': 'rw,noexec,nosuid,nodev,size=64k,mode=0700' },
      Binds: [
        `${name('work')}:/workspace`,
        `${name('journal')}:/journal`,
        `${name('sockets')}:${SOCKETS_READ_ONLY}`,
      ],
    },
  };
}

/** The setup's container: as the agent's uid without any right, over the same work volume. */
export function setupContainer(
  settings: WorkspaceSettings,
  executionId: ExecutionId,
): ContainerCreateOptions {
  const base = workspaceContainer(settings, executionId, 'setup');
  return {
    ...base,
    Cmd: [...RUNNER, 'setup'],
    User: AGENT_USER,
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: {
      ...base.HostConfig,
      Tmpfs: scratch(),
      Binds: [
        `${objectName(settings.owner, executionId, 'work')}:/workspace`,
        `${objectName(settings.owner, executionId, 'setup-sockets')}:${SOCKETS_READ_ONLY}`,
      ],
    },
  };
}

/** The only one of an execution's containers that has a network. */
export function sidecarContainer(
  settings: WorkspaceSettings,
  executionId: ExecutionId,
  role: 'sidecar' | 'setup-sidecar',
): ContainerCreateOptions {
  const sockets = role === 'sidecar' ? 'sockets' : 'setup-sockets';
  const policy: SidecarPolicy =
    role === 'sidecar'
      ? { gateway: settings.gatewayAddress, egress: 'none' }
      : { egress: { privateHosts: settings.privateHosts } };
  return {
    ...identity(settings.owner, executionId, role),
    Image: settings.sidecarImage,
    Cmd: [
      ...['--config-yaml', JSON.stringify(sidecarConfig(policy))],
      ...['--concurrency', '1', '--disable-hot-restart', '--log-level', 'warn'],
    ],
    HostConfig: {
      ...confinement(),
      NetworkMode: settings.egressNetwork,
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 20 },
      Memory: 64 * MEBIBYTE,
      MemorySwap: 64 * MEBIBYTE,
      PidsLimit: 64,
      Binds: [`${objectName(settings.owner, executionId, sockets)}:/run/egress`],
    },
  };
}

function workspaceContainer(
  settings: WorkspaceSettings,
  executionId: ExecutionId,
  role: Role,
): ContainerCreateOptions & { HostConfig: HostConfig } {
  return {
    ...identity(settings.owner, executionId, role),
    Image: settings.workspaceImage,
    WorkingDir: '/workspace',
    HostConfig: {
      ...confinement(),
      Init: true,
      NetworkMode: 'none',
      Memory: settings.memoryMb * MEBIBYTE,
      // The same as the memory: no swap.
      MemorySwap: settings.memoryMb * MEBIBYTE,
      NanoCpus: Math.round(settings.cpus * 1e9),
      PidsLimit: settings.pids,
      Ulimits: [{ Name: 'core', Soft: 0, Hard: 0 }],
    },
  };
}

function identity(
  owner: Ownership,
  executionId: ExecutionId,
  role: Role,
): { name: string; Labels: Record<string, string> } {
  return {
    name: objectName(owner, executionId, role),
    Labels: labelsOf(owner, executionId, role),
  };
}

function confinement(): HostConfig {
  return {
    ReadonlyRootfs: true,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges'],
    LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '2' } },
  };
}

/**
 * Memory counts against the container's limit. Programs may be run from both folders, as from /workspace: build tools
 * do it, and forbidding it would protect nothing.
 */
function scratch(): Record<string, string> {
  return {
    '/tmp': 'rw,exec,nosuid,nodev,size=1g,mode=1777',
    '/home/agent': 'rw,exec,nosuid,nodev,size=1g,mode=0700,uid=10001,gid=10001',
  };
}
