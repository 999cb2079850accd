import type {
  ArtifactView,
  ConversationMessage,
  ExecutionSummary,
  SessionView,
  TimelineEntry,
  Totals,
  WorkflowSummary,
} from '#shared/contracts/http.js';
import type { ExecutionId, SessionId } from '#shared/contracts/ids.js';
import type { EventStore } from '#shared/event-store/event-store.js';
import type { ObjectStore } from '#shared/object-store/object-store.js';
import type { Logger } from '#shared/runtime/logger.js';
import type { ExecutionRuns } from './temporal/execution-runs.js';

type Page<T> = { readonly items: readonly T[]; readonly next?: string | undefined };

/** Newest first: `before` is the `next` of the page before. */
type ListRequest = { readonly before?: string | undefined; readonly limit: number };

/** Oldest first: `after` is the `next` of the page before. */
type FollowRequest = { readonly after?: string | undefined; readonly limit: number };

type TimelineRequest = FollowRequest & {
  /** The streamed text too; the messages repeat it. */
  readonly includeChunks: boolean;
  /** Without the gateway's rows, which may appear behind the journal's: so that following misses nothing. */
  readonly journalOnly: boolean;
};

type ExecutionFilter = ListRequest & {
  readonly status?: ExecutionSummary['state'] | undefined;
  readonly workflowId?: string | undefined;
};

export type FoundArtifact = ArtifactView & {
  /** Where the content lies in the object store. */
  readonly key: string;
};

/** The projections that lists are read from; they may lag behind the events by some milliseconds. */
export interface ReadModels {
  listWorkflows(request: ListRequest): Promise<Page<WorkflowSummary>>;
  listExecutions(filter: ExecutionFilter): Promise<Page<Omit<ExecutionSummary, 'totals'>>>;
  findArtifact(artifactId: string): Promise<FoundArtifact | undefined>;
}

/** What sessions did and used. */
export interface Telemetry {
  totals(executionIds: readonly ExecutionId[]): Promise<ReadonlyMap<ExecutionId, Totals>>;
  sessionTotals(executionId: ExecutionId): Promise<ReadonlyMap<SessionId, Totals>>;
  findSession(sessionId: SessionId): Promise<SessionView | undefined>;
  conversation(sessionId: SessionId, request: FollowRequest): Promise<Page<ConversationMessage>>;
  timeline(sessionId: SessionId, request: TimelineRequest): Promise<Page<TimelineEntry>>;
}

/** What an endpoint may use. */
export type ApiDependencies = {
  readonly store: EventStore;
  readonly objects: ObjectStore;
  readonly readModels: ReadModels;
  readonly telemetry: Telemetry;
  readonly runs: ExecutionRuns;
  /** Servers that the API cannot do without; each rejects while its server is down. */
  readonly readiness: Readonly<Record<string, () => Promise<unknown>>>;
  readonly uploadMaxBytes: number;
};

export type ApiSettings = {
  readonly apiKey: string;
  /** Host headers that are answered, without port. */
  readonly hosts: readonly string[];
  readonly logger: Logger;
};
