import {
  type Client,
  type Connection,
  isGrpcDeadlineError,
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import { z } from 'zod';
import { ExecutionInput } from '#shared/contracts/activities.js';
import {
  EXECUTION_WORKFLOW,
  SEARCH_ATTRIBUTES,
  TASK_QUEUES,
} from '#workflow-defs/execution/messages.js';
import { OutcomeUnknownError, UnavailableError } from '../errors.js';
import type { ExecutionRuns, KnownRun, NewRun } from './execution-runs.js';
import { staticDetails, staticSummary } from './run-summary.js';

/** Without one a call to an absent server waits for ever. */
const DEADLINE_MS = 5000;
const WORKFLOW_SERVICE = 'temporal.api.workflowservice.v1.WorkflowService';

/** What the start leaves with Temporal for the time before the first event. */
const Memo = z.object({ fingerprint: z.string(), input: ExecutionInput });

/** Errors of every method: UnavailableError; of `start` also OutcomeUnknownError. */
export class TemporalRuns implements ExecutionRuns {
  constructor(
    private readonly client: Client,
    private readonly connection: Connection,
  ) {}

  async start(run: NewRun): Promise<'started' | 'exists'> {
    try {
      await this.#withDeadline(() => this.#start(run));
      return 'started';
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError) return 'exists';
      if (!isGrpcDeadlineError(error)) throw translated(error);
      const what = `the start of ${run.input.executionId}`;
      throw new OutcomeUnknownError(what, { cause: error });
    }
  }

  async find(executionId: string): Promise<KnownRun | undefined> {
    try {
      const handle = this.client.workflow.getHandle(executionId);
      const { memo } = await this.#withDeadline(() => handle.describe());
      return Memo.safeParse(memo).data;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw translated(error);
    }
  }

  async check(): Promise<void> {
    const { healthService } = this.connection;
    await this.#withDeadline(() => healthService.check({ service: WORKFLOW_SERVICE }));
  }

  async #start({ input, fingerprint, repository }: NewRun): Promise<void> {
    await this.client.workflow.start(EXECUTION_WORKFLOW, {
      workflowId: input.executionId,
      taskQueue: TASK_QUEUES.main,
      args: [input],
      // An execution happens once: its stream has one story.
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      workflowIdConflictPolicy: 'FAIL',
      memo: { fingerprint, input },
      typedSearchAttributes: searchAttributes(input, repository),
      staticSummary: staticSummary(input),
      staticDetails: staticDetails(input),
    });
  }

  #withDeadline<T>(call: () => Promise<T>): Promise<T> {
    return this.connection.withDeadline(Date.now() + DEADLINE_MS, call);
  }
}

function searchAttributes(
  input: ExecutionInput,
  repository: string | undefined,
): SearchAttributePair[] {
  const { state, definition, repository: repositoryName } = SEARCH_ATTRIBUTES;
  const pairs = [
    { key: defineSearchAttributeKey(state, 'KEYWORD'), value: 'NOT_STARTED' },
    { key: defineSearchAttributeKey(definition, 'KEYWORD'), value: input.definition.workflowId },
  ];
  if (repository === undefined) return pairs;
  return [
    ...pairs,
    { key: defineSearchAttributeKey(repositoryName, 'KEYWORD'), value: repository },
  ];
}

function translated(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!isGrpcServiceError(error) && !isGrpcServiceError(cause)) return error;
  return new UnavailableError('Temporal', { cause: error });
}
