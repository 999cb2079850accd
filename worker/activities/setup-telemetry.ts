import type { ExecutionId } from '#shared/contracts/ids.js';
import type { SetupReport } from '#shared/contracts/setup-protocol.js';
import type { TelemetryEvent } from '#shared/contracts/telemetry.js';

export type TimedReport = { readonly time: string; readonly report: SetupReport };

/** What the setup printed. A setup that is repeated prints again, at other times: both are kept. */
export function setupTelemetry(
  executionId: ExecutionId,
  reports: readonly TimedReport[],
): TelemetryEvent[] {
  const journalId = `setup:${executionId}`;
  return reports.flatMap(({ time, report }, index): TelemetryEvent[] => {
    const data = printed(report);
    if (data === undefined) return [];
    return [{ time, journalId, seq: index + 1, n: 0, executionId, type: 'SetupOutput', data }];
  });
}

function printed(report: SetupReport): { stream: 'out' | 'err'; text: string } | undefined {
  switch (report.type) {
    case 'command':
      return { stream: 'out', text: `$ ${report.command}` };
    case 'output':
      return { stream: report.stream, text: report.text };
    case 'failed':
      return { stream: 'err', text: report.message };
    case 'done':
      return undefined;
  }
}
