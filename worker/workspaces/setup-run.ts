import type Docker from 'dockerode';
import { SetupReport, type SetupSpec } from '#shared/contracts/setup-protocol.js';
import {
  setupContainer,
  sidecarContainer,
  SOCKETS_VOLUME,
  type WorkspaceSettings,
} from './container-options.js';
import { attachTo } from './container-process.js';
import {
  createContainer,
  ensureRunning,
  ensureVolume,
  removeContainer,
  removeVolume,
  startContainer,
} from './docker-objects.js';
import { safeFolderTar } from './folder-tar.js';
import { lines } from './lines.js';
import { WorkspaceSetupError, type WorkspaceSpec } from './workspace-host.js';
import { labelsOf, objectName } from './workspace-names.js';

/**
 * Fills the work volume in a short-lived container with a sidecar of its own. Both are gone when this returns or throws,
 * before the agent's container exists: no process, environment or file in memory of the setup lives on.
 */
export async function runSetup(
  docker: Docker,
  settings: WorkspaceSettings,
  spec: WorkspaceSpec,
): Promise<string | undefined> {
  const { owner } = settings;
  const sockets = objectName(owner, spec.executionId, 'setup-sockets');
  await ensureVolume(docker, {
    Name: sockets,
    ...SOCKETS_VOLUME,
    Labels: labelsOf(owner, spec.executionId, 'setup-sockets'),
  });
  try {
    const [container] = await Promise.all([
      createContainer(docker, setupContainer(settings, spec.executionId)),
      ensureRunning(docker, sidecarContainer(settings, spec.executionId, 'setup-sidecar')),
    ]);
    if (spec.folder) await putFolder(container, spec);
    return await follow(container, settings, spec);
  } finally {
    const roles = ['setup', 'setup-sidecar'] as const;
    const names = roles.map((role) => objectName(owner, spec.executionId, role));
    await Promise.all(names.map((name) => removeContainer(docker.getContainer(name))));
    await removeVolume(docker, sockets);
  }
}

async function putFolder(container: Docker.Container, spec: WorkspaceSpec): Promise<void> {
  const upload = await spec.folder?.();
  if (upload === undefined) return;
  const tar = safeFolderTar(upload, (text) => {
    spec.onReport({ type: 'output', stream: 'err', text });
  });
  await container.putArchive(tar, { path: '/workspace' });
}

/** Hands the spec over, passes every report on, and returns the commit. */
async function follow(
  container: Docker.Container,
  settings: WorkspaceSettings,
  { repository, commands, onReport }: WorkspaceSpec,
): Promise<string | undefined> {
  const program = await attachTo(container);
  await startContainer(container);
  const setup: SetupSpec = {
    ...(repository && { repository }),
    commands: [...commands],
    timeoutMs: settings.setupTimeoutMs,
  };
  program.stdin.end(JSON.stringify(setup));
  let last: SetupReport | undefined;
  for await (const line of lines(program.stdout)) {
    last = SetupReport.parse(JSON.parse(line));
    onReport(last);
  }
  if (last?.type === 'done') return last.commit;
  if (last?.type === 'failed') throw new WorkspaceSetupError(last.message);
  const exitCode = await program.exitCode();
  throw new WorkspaceSetupError(
    `the setup ended with exit code ${exitCode} before it was done; it may have used more memory than the workspace has. ${program.complaint()}`,
  );
}
