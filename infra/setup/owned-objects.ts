import { rmSync } from 'node:fs';
import { docker } from './docker-cli.js';
import type { Installation } from './installation.js';
import type { Site } from './site.js';

/** Stops the workspaces that still run; their volumes and conversations stay. */
export async function stopOwned(site: Site, id: string): Promise<void> {
  const running = await names(site, ['ps', '--quiet', '--filter', labelOf(id)]);
  if (running.length > 0) await docker(site, ['stop', '--time', '5', ...running]);
}

/** Removes every container, volume and network with the installation's label, and its credentials. */
export async function removeOwned(site: Site, { id, file }: Installation): Promise<void> {
  const filter = ['--quiet', '--filter', labelOf(id)];
  await remove(site, ['rm', '--force', '--volumes'], ['ps', '--all', ...filter]);
  await remove(site, ['volume', 'rm', '--force'], ['volume', 'ls', ...filter]);
  await remove(site, ['network', 'rm'], ['network', 'ls', ...filter]);
  rmSync(file, { force: true });
}

const labelOf = (id: string): string => `label=syntropic.installation=${id}`;

async function remove(
  site: Site,
  command: readonly string[],
  list: readonly string[],
): Promise<void> {
  const found = await names(site, list);
  if (found.length > 0) await docker(site, [...command, ...found]);
}

const names = async (site: Site, args: readonly string[]): Promise<string[]> =>
  (await docker(site, args)).split('\n').filter((name) => name !== '');
