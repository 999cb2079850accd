import Docker from 'dockerode';
import type { WorkerConfig } from '#shared/runtime/config.js';
import type { WorkspaceSettings } from './container-options.js';
import { DockerWorkspaceHost } from './docker-workspace-host.js';
import type { WorkspaceHost } from './workspace-host.js';

/** The Docker host that this machine's environment names; by default its local socket. */
export function createWorkspaceHost(config: WorkerConfig): WorkspaceHost {
  return new DockerWorkspaceHost(new Docker(), workspaceSettings(config));
}

export function workspaceSettings(config: WorkerConfig): WorkspaceSettings {
  return {
    owner: { installation: config.SYN_INSTALLATION, hostId: config.SYN_HOST_ID },
    workspaceImage: config.SYN_WORKSPACE_IMAGE,
    sidecarImage: config.SYN_SIDECAR_IMAGE,
    egressNetwork: config.SYN_EGRESS_NETWORK,
    gatewayAddress: config.SYN_GATEWAY_ADDRESS,
    privateHosts: config.SYN_EGRESS_PRIVATE_HOSTS,
    memoryMb: config.WORKSPACE_MEMORY_MB,
    cpus: config.WORKSPACE_CPUS,
    pids: config.WORKSPACE_PIDS,
    diskMb: config.WORKSPACE_DISK_MB,
    fileMb: config.WORKSPACE_FILE_MB,
    setupTimeoutMs: config.SETUP_TIMEOUT_SECONDS * 1000,
    maxArtifacts: config.ARTIFACTS_MAX_FILES,
    maxArtifactsMb: config.ARTIFACTS_MAX_MB,
  };
}
