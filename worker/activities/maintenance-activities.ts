import type { MaintenanceActivities } from '#shared/contracts/activities.js';
import { reapWorkspaces, type ReaperDependencies } from './reap-workspaces.js';
import { reconcileExecutions, type ReconcilerParts } from './reconcile-executions.js';
import { type Watch, watchExecutions } from './watch-executions.js';

export type MaintenanceParts = {
  readonly reconciler: ReconcilerParts;
  readonly reaper: ReaperDependencies;
  readonly watch: Omit<Watch, 'round'>;
};

export function createMaintenanceActivities(parts: MaintenanceParts): MaintenanceActivities {
  const reconcile = () => reconcileExecutions(parts.reconciler);
  return {
    reconcileExecutions: reconcile,
    watchExecutions: () => watchExecutions({ ...parts.watch, round: reconcile }),
    reapWorkspaces: () => reapWorkspaces(parts.reaper),
  };
}
