import { z } from 'zod';
import type { PhaseRequest, PhaseResult } from '#shared/contracts/activities.js';
import type { FinalVerdict } from '../agents/claude-code/outcome.js';
import { DriveEndedError, driveAgent } from '../agents/drive-agent.js';
import { readPhaseResult } from '../artifacts/phase-results.js';
import type { Collector } from '../collector/collector.js';
import type { AgentSeat } from '../workspaces/workspace-host.js';
import type { ActivityControl } from './activity-control.js';
import { finishPhase, toPhaseResult } from './finish-phase.js';
import type { HostDependencies } from './host-dependencies.js';
import { planPhase } from './phase-plan.js';

/** Heartbeat details: the record up to which the telemetry is durable. A hint; without it everything is read again. */
const Progress = z.object({ seq: z.int().nonnegative() });

const FLUSH_MS = 1500;

/** See `HostActivities.runPhase`. */
export async function runPhase(
  deps: HostDependencies,
  request: PhaseRequest,
): Promise<PhaseResult> {
  const finished = await readPhaseResult(deps, request);
  if (finished) return toPhaseResult(finished);
  const control = deps.control(deps.isRunOpen);
  const durable = Progress.safeParse(control.lastProgress).data?.seq ?? 0;
  const collector = deps.createCollector(request);
  using progress = new DurableProgress(collector, durable);
  const { executionId, sessionId } = request;
  const seat = { executionId, sessionId, fence: control.fence, from: durable + 1 };
  return await control.beatDuring(
    async () => {
      const verdict = await drive(deps, request, { seat, collector, control });
      await collector.flush();
      if (verdict.kind !== 'interrupted') return finishPhase(deps, request, { seat, verdict });
      return { outcome: 'interrupted', reason: verdict.reason, message: verdict.message };
    },
    () => progress.current,
  );
}

async function drive(
  deps: HostDependencies,
  request: PhaseRequest,
  {
    seat,
    collector,
    control,
  }: {
    readonly seat: AgentSeat;
    readonly collector: Collector;
    readonly control: ActivityControl;
  },
): Promise<FinalVerdict> {
  const plan = await planPhase(deps, request);
  try {
    return await driveAgent({
      host: deps.host,
      collector,
      seat,
      spec: plan.spec,
      prepare: () => deps.host.placeInputs(request.executionId, plan.inputs()),
      signal: control.signal,
      endsAgent: () => control.isUnwanted(),
      options: deps.drive,
    });
  } catch (error) {
    // Wanted no more: Temporal hears that it was cancelled. Otherwise the error makes the next attempt attach.
    if (error instanceof DriveEndedError && (await control.isUnwanted())) {
      await collector.flush();
      return await control.cancelled();
    }
    throw error;
  }
}

/** Makes the telemetry durable again and again, and knows how far it is. */
class DurableProgress implements Disposable {
  private readonly timer: NodeJS.Timeout;
  private flushing = false;

  constructor(
    private readonly collector: Pick<Collector, 'flush'>,
    private seq: number,
  ) {
    this.timer = setInterval(() => void this.advance(), FLUSH_MS);
  }

  get current(): z.infer<typeof Progress> {
    return { seq: this.seq };
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }

  private async advance(): Promise<void> {
    if (this.flushing) return;
    this.flushing = true;
    try {
      // Until the first record is taken, a new collector knows of nothing.
      this.seq = Math.max(this.seq, await this.collector.flush());
    } catch {
      // The telemetry's own writer reports and repeats; here it only means no progress.
    } finally {
      this.flushing = false;
    }
  }
}
