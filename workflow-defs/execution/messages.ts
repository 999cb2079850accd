import type { ExecutionStatus } from '#shared/contracts/execution-events.js';

/** Names that clients and workers meet by. They stand in histories: add, never rename. */

export const EXECUTION_WORKFLOW = 'execution';

/** `hosts` is polled by every host with a free place; a host's own queue by that host alone. */
export const TASK_QUEUES = { main: 'syn', hosts: 'syn-hosts' } as const;

export const hostTaskQueue = (hostId: string): string => `syn-host-${hostId}`;

/** Search attributes, all of type Keyword; registered by the Temporal image. */
export const SEARCH_ATTRIBUTES = {
  state: 'SynState',
  phase: 'SynPhase',
  trigger: 'SynTrigger',
  definition: 'SynDefinition',
  repository: 'SynRepo',
} as const;

/** `state` is for people and the API; `control` tells the phase's activity what is wished of the agent. */
export const QUERIES = { state: 'getState', control: 'control' } as const;

export type ExecutionSnapshot = {
  readonly status: ExecutionStatus;
  readonly pauseRequested: boolean;
  /** The phase that was started last. */
  readonly phaseId?: string;
};

/** `pause` holds at the next yield point; `interrupt` and `cancel` stop the agent at once; `closed` ends everything. */
export type ControlWish = 'run' | 'pause' | 'interrupt' | 'cancel' | 'closed';
