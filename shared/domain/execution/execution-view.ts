import type { StoredEvent } from '../../contracts/event-envelope.js';
import type { ExecutionEvent, ExecutionEventOf } from '../../contracts/execution-events.js';
import type { ArtifactView, ExecutionView, PhaseView } from '../../contracts/http.js';
import { isClosed, statusAfter } from './arrows.js';

/** An execution as its stream tells it. Tokens and costs are telemetry: the API adds them. */
export type FoldedExecution = Omit<ExecutionView, 'totals'>;

type Recorded = { readonly event: ExecutionEvent; readonly at: string };

/**
 * Folds a whole stream, oldest first; undefined when it has no ExecutionStarted. After a reset in Temporal
 * the execution starts over, so only what the newest run did is shown.
 */
export function foldExecution(events: readonly StoredEvent[]): FoldedExecution | undefined {
  const story = events.map(recorded);
  const run = story.slice(story.findLastIndex(({ event }) => event.type === 'ExecutionReset') + 1);
  const start = dataOf(run, 'ExecutionStarted')[0] ?? dataOf(story, 'ExecutionStarted').at(-1);
  if (!start) return undefined;
  const view = run.reduce(apply, planned(start.data));
  const artifacts = dataOf(run, 'ArtifactStored').map(({ data, at }) =>
    artifactView(view.id, data, at),
  );
  return { ...view, artifacts };
}

// The store gives back what was typed when it was appended.
function recorded({ type, data, occurredAt }: StoredEvent): Recorded {
  return { event: { type, data } as ExecutionEvent, at: occurredAt };
}

function dataOf<T extends ExecutionEvent['type']>(
  story: readonly Recorded[],
  type: T,
): { readonly data: ExecutionEventOf<T>['data']; readonly at: string }[] {
  return story
    .filter(({ event }) => event.type === type)
    .map(({ event, at }) => ({ data: event.data as ExecutionEventOf<T>['data'], at }));
}

function planned(data: ExecutionEventOf<'ExecutionStarted'>['data']): FoldedExecution {
  return {
    id: data.executionId,
    workflowId: data.definition.workflowId,
    workflowVersion: data.definition.version,
    definitionHash: data.definition.hash,
    name: data.name,
    state: 'NOT_STARTED',
    pauseRequested: false,
    argumentsPreview: data.argumentsPreview,
    phases: data.phases.map(({ phaseId: id, name, model }) => ({
      id,
      name,
      model,
      status: 'PENDING',
    })),
    artifacts: [],
  };
}

function apply(view: FoldedExecution, { event, at }: Recorded): FoldedExecution {
  switch (event.type) {
    case 'PhaseStarted': {
      const { phaseId, sessionId } = event.data;
      return withPhase(view, phaseId, { status: 'RUNNING', sessionId, startedAt: at });
    }
    case 'PhaseCompleted':
      return withPhase(view, event.data.phaseId, { status: 'COMPLETED', endedAt: at });
    case 'PhaseFailed':
      return withPhase(view, event.data.phaseId, { status: 'FAILED', endedAt: at });
    case 'PauseRequested':
      return { ...view, pauseRequested: true };
    case 'PauseWithdrawn':
      return { ...view, pauseRequested: false };
    case 'ExecutionStarted':
      return { ...withStatus(view, event, at), startedAt: at };
    case 'ExecutionPaused':
    case 'ExecutionResumed':
    case 'ExecutionInterrupted':
    case 'ExecutionRetried':
    case 'ExecutionCompleted':
    case 'ExecutionFailed':
    case 'ExecutionCancelled':
      return withStatus(view, event, at);
    case 'WorkspaceProvisioned':
    case 'ArtifactStored':
    case 'CommandRejected':
    case 'ExecutionReset':
      return view;
  }
}

function withStatus(view: FoldedExecution, event: ExecutionEvent, at: string): FoldedExecution {
  const state = statusAfter(event.type) ?? view.state;
  const failure = failureOf(event);
  const held = event.type === 'ExecutionPaused' ? heldAt(event.data) : undefined;
  const next = { ...view, state, pauseRequested: false, ...(isClosed(state) && { endedAt: at }) };
  delete next.failure;
  delete next.held;
  return { ...next, ...(failure && { failure }), ...(held && { held }) };
}

function failureOf(event: ExecutionEvent): FoldedExecution['failure'] {
  if (event.type === 'ExecutionInterrupted') return event.data.failure;
  if (event.type !== 'ExecutionFailed') return undefined;
  return { reason: event.data.reason, message: event.data.message };
}

function heldAt(data: ExecutionEventOf<'ExecutionPaused'>['data']): FoldedExecution['held'] {
  const { yieldPoint, phaseId } = data;
  return { yieldPoint, ...(phaseId !== undefined && { phaseId }) };
}

function withPhase(
  view: FoldedExecution,
  phaseId: string,
  change: Partial<PhaseView>,
): FoldedExecution {
  const phases = view.phases.map((phase) =>
    phase.id === phaseId ? { ...phase, ...change } : phase,
  );
  return { ...view, phases };
}

function artifactView(
  executionId: string,
  { artifactId, phaseId, sessionId, path, object }: ExecutionEventOf<'ArtifactStored'>['data'],
  storedAt: string,
): ArtifactView {
  const { sha256, size, contentType } = object;
  return {
    id: artifactId,
    executionId,
    phaseId,
    sessionId,
    path,
    sha256,
    size,
    contentType,
    storedAt,
  };
}
