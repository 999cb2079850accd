import type { Stack } from './compose.js';
import { usesOwnTemporal } from './compose.js';
import type { Installation } from './installation.js';
import { listServices } from './list-services.js';
import { formatTable, print } from './print.js';
import type { Environment } from './site.js';

/** Prints the services with their health, and where they are. Resolves to whether all are well. */
export async function showStatus(stack: Stack): Promise<boolean> {
  const services = await listServices(stack);
  print(`installation ${stack.installation.id}\n`);
  const rows = services.map(({ service, state, health, exitCode, image }) => [
    service,
    state === 'exited' ? `exited (${exitCode})` : state,
    health,
    image,
  ]);
  print(formatTable([['service', 'state', 'health', 'image'], ...rows]));
  print(`\n${formatUrls(stack.installation, stack.site.env)}`);
  return services.length > 0 && services.every(isWell);
}

const isWell = ({ state, health, exitCode }: Awaited<ReturnType<typeof listServices>>[number]) =>
  (state === 'running' && health !== 'unhealthy') || (state === 'exited' && exitCode === 0);

/** Where a person finds the parts of an installation. */
export function formatUrls({ settings, file }: Installation, env: Environment): string {
  const local = (variable: string) => `127.0.0.1:${settings[variable] ?? '?'}`;
  const temporal = usesOwnTemporal(env)
    ? [
        ['Temporal Web UI', `http://${local('SYN_TEMPORAL_UI_PORT')}`],
        ['Temporal server', local('SYN_TEMPORAL_PORT')],
      ]
    : [['Temporal server', env.TEMPORAL_ADDRESS ?? '']];
  return formatTable([
    ['API', `http://${local('SYN_API_PORT')}`],
    ...temporal,
    ['MinIO', `http://${local('SYN_MINIO_PORT')}`],
    ['TimescaleDB', `${local('SYN_DATABASE_PORT')}/syntropic`],
    ['credentials', file],
  ]);
}
