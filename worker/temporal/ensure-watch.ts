import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { TASK_QUEUES } from '#workflow-defs/execution/messages.js';
import { MAINTENANCE_WORKFLOW } from '#workflow-defs/maintenance/messages.js';

const SCHEDULE_ID = 'syn-maintenance';

/** Makes the schedule of the reconciler's shifts, once for the namespace; every worker may call it. */
export async function ensureWatch(client: Client): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: SCHEDULE_ID,
      spec: { intervals: [{ every: '1 hour' }] },
      action: {
        type: 'startWorkflow',
        workflowType: MAINTENANCE_WORKFLOW,
        workflowId: MAINTENANCE_WORKFLOW,
        taskQueue: TASK_QUEUES.main,
      },
      // A shift lasts as long as the interval: the next begins when it ends, and they never overlap.
      policies: { overlap: ScheduleOverlapPolicy.BUFFER_ONE, catchupWindow: '2 minutes' },
      state: { triggerImmediately: true },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
