import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import {
  bundleWorkflowCode,
  type NativeConnection,
  Worker,
  type WorkflowBundle,
} from '@temporalio/worker';
import type { ExecutionInput, HostActivities } from '#shared/contracts/activities.js';
import type { ObjectRef } from '#shared/contracts/object-ref.js';
import type { EventStore } from '#shared/event-store/event-store.js';
import {
  EXECUTION_WORKFLOW,
  hostTaskQueue,
  TASK_QUEUES,
} from '#workflow-defs/execution/messages.js';
import { createOutboxActivities } from '../../worker/activities/append-events.js';
import { createWorkers } from '../../worker/temporal/create-workers.js';

/** Starts one workflow and resolves to its id when it is done. */
export type Contender = (client: Client) => Promise<string>;

const BARE_QUEUE = 'bare';
const HOST = 'bench';
const nothing = (): Promise<void> => Promise.resolve();

export const bare: Contender = async (client) => {
  const workflowId = `bare-${randomBytes(8).toString('hex')}`;
  await client.workflow.execute('bare', { workflowId, taskQueue: BARE_QUEUE });
  return workflowId;
};

export const execution: Contender = async (client) => {
  const input = executionInput();
  await client.workflow.execute(EXECUTION_WORKFLOW, {
    workflowId: input.executionId,
    taskQueue: TASK_QUEUES.main,
    args: [input],
  });
  return input.executionId;
};

export async function bareWorker(connection: NativeConnection): Promise<Worker> {
  const workflowsPath = fileURLToPath(new URL('bare-workflow.ts', import.meta.url));
  return Worker.create({
    connection,
    taskQueue: BARE_QUEUE,
    workflowBundle: await bundleWorkflowCode({ workflowsPath }),
    activities: { nothing },
  });
}

/** Our whole workflow with the real outbox; only the host does nothing. */
export function executionWorkers(
  connection: NativeConnection,
  workflowBundle: WorkflowBundle,
  store: EventStore,
): Promise<Worker[]> {
  return createWorkers({
    connection,
    namespace: 'default',
    workflowBundle,
    outbox: createOutboxActivities(store),
    maintenance: {
      watchExecutions: nothing,
      reconcileExecutions: () => Promise.resolve({ examined: 0, closed: 0 }),
      reapWorkspaces: () => Promise.resolve({ removed: 0 }),
    },
    host: noopHost,
    hostId: HOST,
    hostSlots: 100,
  });
}

const output: ObjectRef = {
  key: 'executions/bench/output',
  sha256: '0'.repeat(64),
  size: 0,
  contentType: 'text/markdown',
};

const noopHost: HostActivities = {
  setUpWorkspace: () => Promise.resolve({ hostId: HOST, taskQueue: hostTaskQueue(HOST) }),
  runPhase: () => Promise.resolve({ outcome: 'completed', output, artifacts: { artifacts: [] } }),
  listPhaseArtifacts: () => Promise.resolve({ artifacts: [] }),
  tearDownWorkspace: nothing,
};

function executionInput(): ExecutionInput {
  return {
    executionId: `exe-${randomBytes(10).toString('hex')}`,
    definition: { workflowId: 'bench', version: 1, hash: '0'.repeat(64) },
    name: 'Bench',
    input: output,
    argumentsPreview: '',
    phases: ['first', 'second', 'third'].map((phaseId) => ({
      phaseId,
      name: phaseId,
      model: 'sonnet',
      timeoutSeconds: 60,
    })),
  };
}
