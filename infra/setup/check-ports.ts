import { docker } from './docker-cli.js';
import { hasProgram } from './host.js';
import type { Installation } from './installation.js';
import { isPortFree, otherPort, parsePort, PORTS } from './ports.js';
import { runCommand } from './run-command.js';
import { SetupError } from './setup-error.js';
import type { Site } from './site.js';

/** Rejects with a SetupError that names every port which something else holds, and who that is. */
export async function checkPorts(site: Site, installation: Installation): Promise<void> {
  const own = await publishedBy(site, `label=syntropic.installation=${installation.id}`);
  const checks = PORTS.map(async ({ variable, what }) => {
    const port = parsePort(installation.settings[variable]);
    if (port === undefined || own.has(port) || (await isPortFree(port))) return [];
    return [{ port, variable, what, holder: await holderOf(site, port) }];
  });
  const taken = (await Promise.all(checks)).flat();
  if (taken.length === 0) return;
  throw new SetupError(
    taken
      .map(({ port, what, holder }) => `port ${port} (${what}) is taken by ${holder}`)
      .join('\n'),
    `Stop what holds it, or choose another port: ${taken.map(({ variable, port }) => `${variable}=${otherPort(port)}`).join(' ')} npm run up`,
  );
}

async function publishedBy(site: Site, filter: string): Promise<ReadonlySet<number>> {
  const ports = await docker(site, ['ps', '--filter', filter, '--format', '{{.Ports}}']);
  return new Set([...ports.matchAll(/:(\d+)->/g)].map(([, port]) => Number(port)));
}

async function holderOf(site: Site, port: number): Promise<string> {
  const filter = ['--filter', `publish=${port}`, '--format', '{{.Names}}'];
  const container = (await docker(site, ['ps', ...filter])).trim();
  if (container !== '') return `the container ${container.replaceAll('\n', ', ')}`;
  return (await listener(site, port)) ?? 'another program';
}

async function listener(site: Site, port: number): Promise<string | undefined> {
  if (!hasProgram(site.env, 'ss')) return undefined;
  const args = ['-Hltnp', `sport = :${port}`];
  const line = await runCommand('ss', args, { env: site.env }).catch(() => '');
  const [, name, pid] = /users:\(\("([^"]+)",pid=(\d+)/.exec(line) ?? [];
  return name === undefined ? undefined : `the process ${name} (pid ${String(pid)})`;
}
