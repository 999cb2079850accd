import { z } from 'zod';
import type { PhaseRequest } from '#shared/contracts/activities.js';
import type { TelemetryEvent } from '#shared/contracts/telemetry.js';
import { parseJson } from '../collector/agent-line.js';
import type { HostDependencies } from './host-dependencies.js';

/** A line of the sidecar's access log, as `sidecar-config.ts` words it. */
const Denial = z.object({
  time: z.iso.datetime(),
  method: z.string(),
  authority: z.string().nullish(),
  reason: z.string(),
});

/**
 * Tells what the agent was refused. The number of its line in the sidecar's log identifies a refusal, so lines that an
 * earlier phase has told already change nothing.
 */
export async function collectDenials(
  { host, sink }: Pick<HostDependencies, 'host' | 'sink'>,
  { executionId, phaseId, sessionId }: PhaseRequest,
): Promise<void> {
  const log = await host.egressLog(executionId);
  const events = (log?.lines ?? []).flatMap((line, index): TelemetryEvent[] => {
    const denial = parseDenial(line);
    if (denial === undefined) return [];
    const { time, method, authority, reason } = denial;
    const journalId = `sidecar:${log?.sidecarId ?? ''}`;
    const identity = { journalId, seq: index + 1, n: 0, time };
    const data = { method, authority: authority ?? '', reason };
    return [{ ...identity, executionId, phaseId, sessionId, type: 'EgressDenied', data }];
  });
  if (events.length > 0) await sink.add(events);
}

/** Envoy's own log shares the stream, and a rotated one may begin inside a line; a host that answered 403 itself was not refused by us. */
function parseDenial(line: string): z.infer<typeof Denial> | undefined {
  const parsed = Denial.safeParse(parseJson(line));
  return parsed.success && parsed.data.reason !== 'via_upstream' ? parsed.data : undefined;
}
