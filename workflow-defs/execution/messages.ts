/** Names that clients and workers meet by. They stand in histories: add, never rename. */

export const EXECUTION_WORKFLOW = 'execution';

/** `hosts` is polled by every host with a free place; a host's own queue by that host alone. */
export const TASK_QUEUES = { main: 'syn', outbox: 'syn-outbox', hosts: 'syn-hosts' } as const;

export const hostTaskQueue = (hostId: string): string => `syn-host-${hostId}`;

/** Search attributes, all of type Keyword; registered by the Temporal image. */
export const SEARCH_ATTRIBUTES = {
  state: 'SynState',
  phase: 'SynPhase',
  trigger: 'SynTrigger',
  definition: 'SynDefinition',
  repository: 'SynRepo',
} as const;
