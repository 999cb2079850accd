import type { ExecutionInput } from '#shared/contracts/activities.js';
import type { ExecutionView, Totals } from '#shared/contracts/http.js';
import type { ExecutionId } from '#shared/contracts/ids.js';
import { type FoldedExecution, foldExecution } from '#shared/domain/execution/execution-view.js';
import { NO_TOTALS } from '#shared/observability/usage-totals.js';
import type { ApiDependencies } from '../../dependencies.js';
import { NotFoundError } from '../../errors.js';

/**
 * The execution as its events tell it, with what it used. One that Temporal has accepted but that has no
 * event yet is shown as not started. Errors: NotFoundError.
 */
export async function viewExecution(
  { store, runs, telemetry }: ApiDependencies,
  id: ExecutionId,
): Promise<ExecutionView> {
  const folded = foldExecution(await store.readStream(id)) ?? (await accepted(runs, id));
  const [totals, bySession] = await Promise.all([
    telemetry.totals([id]),
    telemetry.sessionTotals(id),
  ]);
  return {
    ...folded,
    phases: folded.phases.map((phase) => withTotals(phase, bySession)),
    totals: totals.get(id) ?? NO_TOTALS,
  };
}

function withTotals(
  phase: FoldedExecution['phases'][number],
  bySession: ReadonlyMap<string, Totals>,
): ExecutionView['phases'][number] {
  const totals = phase.sessionId === undefined ? undefined : bySession.get(phase.sessionId);
  return totals ? { ...phase, totals } : phase;
}

async function accepted(runs: ApiDependencies['runs'], id: ExecutionId): Promise<FoldedExecution> {
  const run = await runs.find(id);
  if (!run) throw new NotFoundError('execution', id);
  return notStarted(run.input);
}

function notStarted(input: ExecutionInput): FoldedExecution {
  return {
    id: input.executionId,
    workflowId: input.definition.workflowId,
    workflowVersion: input.definition.version,
    definitionHash: input.definition.hash,
    name: input.name,
    state: 'NOT_STARTED',
    pauseRequested: false,
    argumentsPreview: input.argumentsPreview,
    phases: input.phases.map(({ phaseId: id, name, model }) => ({
      id,
      name,
      model,
      status: 'PENDING',
    })),
    artifacts: [],
  };
}
