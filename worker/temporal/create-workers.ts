import {
  type NativeConnection,
  Worker,
  type WorkerOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import type {
  HostActivities,
  MaintenanceActivities,
  OutboxActivities,
} from '#shared/contracts/activities.js';
import { hostTaskQueue, TASK_QUEUES } from '#workflow-defs/execution/messages.js';
import { translateFailures } from '../failures.js';

/** Running phases keep their agents: the next worker attaches. What is short may finish. */
const SHUTDOWN_GRACE = '10s';
/** Then even what does not react is dropped; the service is killed after 30 s (docker-compose.temporal.yml). */
const SHUTDOWN_FORCE = '20s';
/** By count, not by bytes: a cached run of 50 phases takes about 1 MiB. */
const CACHED_WORKFLOWS = 300;
/** Maintenance takes one slot of these: its schedule never lets two shifts overlap. */
const APPENDS_AT_ONCE = 100;

export type WorkerParts = {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly workflowBundle: WorkflowBundleOption;
  readonly outbox: OutboxActivities;
  readonly maintenance: MaintenanceActivities;
  readonly host: HostActivities;
  readonly hostId: string;
  /** Executions that may be active on this host at once. */
  readonly hostSlots: number;
};

/**
 * One worker per task queue, because a queue's slots must never be taken by another's work: the outbox
 * answers while every place of the host is driving an agent.
 */
export async function createWorkers(parts: WorkerParts): Promise<Worker[]> {
  const { workflowBundle, outbox, maintenance, host, hostId, hostSlots } = parts;
  return Promise.all([
    create(parts, TASK_QUEUES.main, {
      workflowBundle,
      activities: { ...outbox, ...maintenance },
      maxConcurrentActivityTaskExecutions: APPENDS_AT_ONCE,
      maxCachedWorkflows: CACHED_WORKFLOWS,
      stickyQueueScheduleToStartTimeout: '2s',
    }),
    create(parts, TASK_QUEUES.hosts, {
      activities: host,
      maxConcurrentActivityTaskExecutions: hostSlots,
    }),
    create(parts, hostTaskQueue(hostId), {
      activities: host,
      // Phases of as many executions, and room for tear-downs beside them.
      maxConcurrentActivityTaskExecutions: hostSlots * 2,
    }),
  ]);
}

function create(
  { connection, namespace }: WorkerParts,
  taskQueue: string,
  options: Partial<WorkerOptions>,
): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    shutdownGraceTime: SHUTDOWN_GRACE,
    shutdownForceTime: SHUTDOWN_FORCE,
    // Cancellation comes with heartbeats where the server does not push it.
    maxHeartbeatThrottleInterval: '1s',
    interceptors: { activity: [() => ({ inbound: translateFailures })] },
    ...options,
  });
}
