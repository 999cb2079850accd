import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type {
  AppendBatch,
  HostActivities,
  PhaseRequest,
  PhaseResult,
} from '#shared/contracts/activities.js';
import type { EventStore } from '#shared/event-store/event-store.js';
import { PostgresEventStore } from '#shared/event-store/postgres-event-store.js';
import { executionInput } from './execution-fixtures.js';
import { startWorkers } from './execution-stack.js';
import { completed, createNoopHost } from './noop-host.js';
import {
  newExecutionId,
  quietRuntime,
  startExecution,
  startTemporal,
  workflowBundle,
} from './temporal.js';
import { type TestDatabase, TimescaleDb } from './timescaledb.js';

export type PhaseScript = (request: PhaseRequest) => Promise<PhaseResult>;
export type LabOptions = {
  /** Dynamic configuration of the Temporal server, as `key=value`. */
  readonly settings?: readonly string[];
  readonly host?: Partial<HostActivities>;
  /** Runs before the outbox reaches the store. */
  readonly beforeAppend?: (batch: AppendBatch) => Promise<void>;
};

/** Temporal, TimescaleDB and our workers, real but for the host, whose phases follow scripts. */
export class ExecutionLab implements AsyncDisposable {
  readonly tornDown: string[] = [];
  readonly #scripts = new Map<string, PhaseScript>();
  readonly store: PostgresEventStore;

  private constructor(
    readonly temporal: TestWorkflowEnvironment,
    readonly database: TestDatabase,
    readonly options: LabOptions,
  ) {
    this.store = new PostgresEventStore(database.app);
  }

  static async start(options: LabOptions = {}): Promise<ExecutionLab> {
    quietRuntime();
    const [temporal, server] = await Promise.all([
      startTemporal(options.settings),
      TimescaleDb.start(),
    ]);
    return new ExecutionLab(temporal, await server.createDatabase(), options);
  }

  /** The workers of one process, with the bundle of the sources unless another is given. */
  async startWorkers(bundle?: { readonly code: string }): Promise<AsyncDisposable> {
    return startWorkers({
      temporal: this.temporal,
      workflowBundle: bundle ?? (await workflowBundle()),
      store: this.#outboxStore(),
      host: this.#host(),
      hostId: 'host-1',
    });
  }

  /** Starts an execution whose phases do what the script says; without one they complete at once. */
  async execute(phases = 2, script?: PhaseScript): Promise<WorkflowHandleWithFirstExecutionRunId> {
    const id = newExecutionId();
    this.script(id, script);
    return startExecution(this.temporal.client, executionInput(id, phases));
  }

  script(id: string, script: PhaseScript | undefined): void {
    if (script) this.#scripts.set(id, script);
  }

  async typesOf(id: string): Promise<string[]> {
    return (await this.store.readStream(id)).map(({ type }) => type);
  }

  untilEvent(id: string, type: string): Promise<true> {
    return until(async () => (await this.typesOf(id)).includes(type));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.temporal.teardown();
    await this.store[Symbol.asyncDispose]();
    await this.database[Symbol.asyncDispose]();
    await this.database.server[Symbol.asyncDispose]();
  }

  #outboxStore(): Pick<EventStore, 'appendBatch'> {
    return {
      appendBatch: async (batch) => {
        await this.options.beforeAppend?.(batch);
        return this.store.appendBatch(batch);
      },
    };
  }

  #host(): HostActivities {
    return createNoopHost('host-1', {
      runPhase: (request) =>
        this.#scripts.get(request.executionId)?.(request) ?? Promise.resolve(completed),
      tearDownWorkspace: ({ executionId }) => {
        this.tornDown.push(executionId);
        return Promise.resolve();
      },
      ...this.options.host,
    });
  }
}

const PATIENCE_MS = 30_000;

/** Polls until `look` finds something; throws when it never does. */
export async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`nothing came within ${PATIENCE_MS} ms of: ${look.toString()}`);
}

/** A promise with the door that opens it: holds a phase until the test is ready. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    opened,
    open: () => {
      open();
    },
  };
}
