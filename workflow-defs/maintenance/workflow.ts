import { proxyActivities } from '@temporalio/workflow';
import type { MaintenanceActivities } from '#shared/contracts/activities.js';

const { watchExecutions } = proxyActivities<Pick<MaintenanceActivities, 'watchExecutions'>>({
  startToCloseTimeout: '90 minutes',
  heartbeatTimeout: '20s',
  retry: { initialInterval: '1s', maximumInterval: '15s' },
  summary: 'close the streams of executions that were ended from outside',
});

/** One shift of the watch; the schedule starts the next. The rounds are in the activity, so that they leave no history. */
export async function maintenance(): Promise<void> {
  await watchExecutions();
}
