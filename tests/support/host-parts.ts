import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { PhaseRequest, WorkspaceRequest } from '#shared/contracts/activities.js';
import type { StoredEvent } from '#shared/contracts/event-envelope.js';
import type { ExecutionInputDocument } from '#shared/contracts/execution-input.js';
import type { ExecutionId } from '#shared/contracts/ids.js';
import type { Fence } from '#shared/contracts/runner-protocol.js';
import { WorkflowDefinition } from '#shared/contracts/workflow-definition.js';
import { hashDefinition } from '#shared/definitions/hash-definition.js';
import type { ActivityControl } from '../../worker/activities/activity-control.js';
import type { HostDependencies } from '../../worker/activities/host-dependencies.js';
import { DRIVE_OPTIONS } from '../../worker/agents/drive-agent.js';
import { createCollector } from '../../worker/collector/collector.js';
import type { WorkspaceHost } from '../../worker/workspaces/workspace-host.js';
import { InMemoryObjectStore } from './in-memory-object-store.js';
import { InMemoryTelemetry } from './in-memory-telemetry.js';

/** Temporal's part of an activity, played by the test. */
export class TestControl implements ActivityControl {
  private readonly abort = new AbortController();
  private unwanted = false;
  readonly beats: unknown[] = [];
  readonly fence: Fence;

  constructor(
    attempt = 1,
    readonly lastProgress: unknown = null,
  ) {
    this.fence = { run: 1, activity: 1, attempt };
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** The worker shuts down: only this attempt ends. */
  leave(): void {
    this.abort.abort();
  }

  /** The workflow cancels the activity. */
  cancel(): void {
    this.unwanted = true;
    this.abort.abort();
  }

  isUnwanted(): Promise<boolean> {
    return Promise.resolve(this.unwanted);
  }

  async beatDuring<T>(work: () => Promise<T>, progress?: () => unknown): Promise<T> {
    this.beats.push(progress?.());
    return work();
  }

  cancelled(): Promise<never> {
    return Promise.reject(new ActivityCancelledError());
  }
}

export class ActivityCancelledError extends Error {
  override name = 'ActivityCancelledError';
}

export type ExecutionParts = {
  readonly input?: Partial<ExecutionInputDocument>;
  readonly objectStore?: InMemoryObjectStore;
};

/** An execution of one definition, with everything but Docker in memory. */
export class TestExecution {
  readonly objectStore: InMemoryObjectStore;
  readonly telemetry = new InMemoryTelemetry();
  readonly definition: WorkflowDefinition;
  private readonly input: Partial<ExecutionInputDocument>;

  constructor(
    readonly executionId: ExecutionId,
    definition: object,
    { input = {}, objectStore = new InMemoryObjectStore() }: ExecutionParts = {},
  ) {
    this.input = input;
    this.objectStore = objectStore;
    this.definition = WorkflowDefinition.parse({ id: 'test', name: 'Test', ...definition });
  }

  dependencies(
    host: WorkspaceHost,
    control: ActivityControl = new TestControl(),
  ): HostDependencies {
    const { objectStore, telemetry: sink } = this;
    return {
      host,
      objectStore,
      sink,
      hostId: 'host-1',
      hostSlots: 10,
      diskReserveMb: 0,
      freeDiskMb: () => Promise.resolve(1000),
      store: { readStream: () => Promise.resolve([this.created()]) },
      createCollector: (owner) => createCollector({ sink, objectStore }, owner),
      keySecret: 's'.repeat(32),
      isRunOpen: () => Promise.resolve(true),
      control: () => control,
      drive: { ...DRIVE_OPTIONS, pauseMs: 1 },
      logger: pino({ level: 'silent' }),
    };
  }

  async workspaceRequest(): Promise<WorkspaceRequest> {
    const document: ExecutionInputDocument = { arguments: '', inputs: {}, ...this.input };
    const { executionId } = this;
    const input = await this.objectStore.put(
      `executions/${executionId}/input.json`,
      JSON.stringify(document),
      { contentType: 'application/json' },
    );
    return { executionId, runId: 'run-1', definition: this.pin(), input };
  }

  async phaseRequest(
    phaseId: string,
    earlier: PhaseRequest['earlier'] = [],
  ): Promise<PhaseRequest> {
    return { ...(await this.workspaceRequest()), phaseId, sessionId: randomUUID(), earlier };
  }

  private pin() {
    return { workflowId: this.definition.id, version: 1, hash: hashDefinition(this.definition) };
  }

  private created(): StoredEvent {
    const at = '2026-01-01T00:00:00.000Z';
    return {
      id: 'created',
      type: 'WorkflowCreated',
      schemaVersion: 1,
      data: { pin: this.pin(), definition: this.definition },
      occurredAt: at,
      recordedAt: at,
      globalPosition: '1',
      streamId: `workflow:${this.definition.id}`,
      version: 1,
      metadata: {},
    };
  }
}
