import type { MaintenanceActivities } from '#shared/contracts/activities.js';
import { type ChoreParts, createChores } from './chores.js';
import { reapWorkspaces, type ReaperDependencies } from './reap-workspaces.js';
import { reconcileExecutions, type ReconcilerParts } from './reconcile-executions.js';
import { type Watch, watchExecutions } from './watch-executions.js';

export type MaintenanceParts = {
  readonly reconciler: ReconcilerParts;
  readonly reaper: ReaperDependencies;
  readonly chores: ChoreParts;
  readonly watch: Omit<Watch, 'round'>;
};

export function createMaintenanceActivities(parts: MaintenanceParts): MaintenanceActivities {
  const reconcile = () => reconcileExecutions(parts.reconciler);
  const doChores = createChores(parts.chores);
  const round = async (): Promise<void> => {
    await reconcile();
    await doChores();
  };
  return {
    reconcileExecutions: reconcile,
    watchExecutions: () => watchExecutions({ ...parts.watch, round }),
    reapWorkspaces: () => reapWorkspaces(parts.reaper),
  };
}
