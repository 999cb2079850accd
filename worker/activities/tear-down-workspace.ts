import type { TearDownRequest } from '#shared/contracts/activities.js';
import type { HostDependencies } from './host-dependencies.js';

/** See `HostActivities.tearDownWorkspace`. */
export async function tearDownWorkspace(
  { host }: Pick<HostDependencies, 'host'>,
  { executionId }: TearDownRequest,
): Promise<void> {
  await host.remove(executionId);
}
