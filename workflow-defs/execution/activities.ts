import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { HostActivities, OutboxActivities } from '#shared/contracts/activities.js';
import { TASK_QUEUES } from './messages.js';

/** Time that a phase may take beyond its running time: container, inputs, collecting of artifacts. */
const PHASE_OVERHEAD_SECONDS = 30 * 60;

// Attempts are spent by restarts of workers too, so they are never counted. What must not be tried
// again says so itself, by a non-retryable failure.
const infrastructureRetry = {
  initialInterval: '1s',
  backoffCoefficient: 2,
  maximumInterval: '30s',
};

// Left out, it means TRY_CANCEL on the wire, whatever the SDK's documentation says: the workflow would close
// while the agent still runs.
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

/** On the run's own queue, where Temporal hands an activity at once to the worker that has scheduled it. */
export function outbox(summary: string): OutboxActivities {
  return proxyActivities<OutboxActivities>({
    startToCloseTimeout: '10s',
    retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '10s' },
    cancellationType,
    summary,
  });
}

export function anyHost(summary: string): Pick<HostActivities, 'setUpWorkspace'> {
  return proxyActivities<HostActivities>({
    taskQueue: TASK_QUEUES.hosts,
    startToCloseTimeout: '1 hour',
    heartbeatTimeout: '6s',
    retry: infrastructureRetry,
    cancellationType,
    summary,
  });
}

export function drivingHost(
  taskQueue: string,
  summary: string,
  timeoutSeconds: number,
): Pick<HostActivities, 'runPhase'> {
  return proxyActivities<HostActivities>({
    taskQueue,
    startToCloseTimeout: (timeoutSeconds + PHASE_OVERHEAD_SECONDS) * 1000,
    heartbeatTimeout: '6s',
    retry: infrastructureRetry,
    cancellationType,
    summary,
  });
}

/** Short work on a workspace's host; given up after some minutes, because the reaper comes behind it. */
export function host(
  taskQueue: string,
  summary: string,
): Pick<HostActivities, 'listPhaseArtifacts' | 'tearDownWorkspace'> {
  return proxyActivities<HostActivities>({
    taskQueue,
    scheduleToCloseTimeout: '5 minutes',
    startToCloseTimeout: '1 minute',
    retry: infrastructureRetry,
    cancellationType,
    summary,
  });
}
