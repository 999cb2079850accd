import type Docker from 'dockerode';
import type { Container, ContainerCreateOptions, VolumeCreateOptions } from 'dockerode';

const NOT_FOUND = 404;
const CONFLICT = 409;
const NOT_MODIFIED = 304;

/** Makes and starts the container unless it runs; one that stopped is replaced, so that it begins clean. */
export async function ensureRunning(
  docker: Docker,
  options: ContainerCreateOptions,
): Promise<Container> {
  const existing = docker.getContainer(options.name ?? '');
  const state = await inspectState(existing);
  if (state === 'running') return existing;
  if (state === 'stopped') await removeContainer(existing);
  return startContainer(await createContainer(docker, options));
}

export async function createContainer(
  docker: Docker,
  options: ContainerCreateOptions,
): Promise<Container> {
  try {
    return await docker.createContainer(options);
  } catch (error) {
    // Another attempt of the same activity was quicker; the name says that it is the same container.
    if (!isStatus(error, CONFLICT)) throw error;
    return docker.getContainer(options.name ?? '');
  }
}

export async function startContainer(container: Container): Promise<Container> {
  await accept([NOT_MODIFIED], () => container.start());
  return container;
}

/** Kills what runs in it. A success when it is gone or being removed. */
export async function removeContainer(container: Container): Promise<void> {
  await accept([NOT_FOUND, CONFLICT], () => container.remove({ force: true, v: true }));
}

/** A volume of that name is taken as it is. */
export async function ensureVolume(docker: Docker, options: VolumeCreateOptions): Promise<void> {
  await docker.createVolume(options);
}

export async function removeVolume(docker: Docker, name: string): Promise<void> {
  await accept([NOT_FOUND], () => docker.getVolume(name).remove());
}

/** The labels of a volume; undefined when there is none of that name. */
export async function volumeLabels(
  docker: Docker,
  name: string,
): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    return (await docker.getVolume(name).inspect()).Labels;
  } catch (error) {
    if (isStatus(error, NOT_FOUND)) return undefined;
    throw error;
  }
}

async function inspectState(container: Container): Promise<'running' | 'stopped' | 'absent'> {
  try {
    return (await container.inspect()).State.Running ? 'running' : 'stopped';
  } catch (error) {
    if (isStatus(error, NOT_FOUND)) return 'absent';
    throw error;
  }
}

async function accept(statuses: readonly number[], call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!statuses.some((status) => isStatus(error, status))) throw error;
  }
}

export function isStatus(error: unknown, status: number): boolean {
  return (error as { readonly statusCode?: unknown } | null)?.statusCode === status;
}
