import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { ExecutionId } from '#shared/contracts/ids.js';
import { collectDenials } from '../../../../worker/activities/collect-denials.js';
import { finishPhase } from '../../../../worker/activities/finish-phase.js';
import {
  type AgentConnection,
  TooManyArtifactsError,
  type WorkspaceHost,
} from '../../../../worker/workspaces/workspace-host.js';
import { TestExecution } from '../../../support/host-parts.js';

const executionId = ExecutionId.parse('exe-0123456789abcdefghij');
const phases = [{ id: 'first', prompt: 'Go.' }];

/** A workspace whose journal should have three records, of which `records` can be read. */
function hostWith(records: number, more: Partial<WorkspaceHost> = {}): WorkspaceHost {
  const lines = Array.from({ length: records }, (_, index) => ({
    seq: index + 1,
    at: index,
    channel: 'out' as const,
    line: `line ${index + 1}`,
  }));
  const connection: AgentConnection = {
    attached: { state: 'ended', lastSeq: 3, ends: 1 },
    records: Readable.from(lines),
    send: () => undefined,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return {
    openAgent: () => Promise.resolve(connection),
    egressLog: () => Promise.resolve(undefined),
    collectArtifacts: () => Readable.from([]),
    ...more,
  } as WorkspaceHost;
}

async function finish(host: WorkspaceHost, verdict: Parameters<typeof finishPhase>[2]['verdict']) {
  const execution = new TestExecution(executionId, { phases });
  const request = await execution.phaseRequest('first');
  const seat = { ...request, fence: { run: 1, activity: 1, attempt: 1 }, from: 1 };
  return finishPhase(execution.dependencies(host), request, { seat, verdict });
}

describe('finishing a phase', () => {
  it('does not take a journal for whole whose line was cut', async () => {
    await expect(finish(hostWith(2), { kind: 'completed', answer: 'Done.' })).rejects.toThrow(
      'ended at record 2 of 3',
    );
  });

  it('archives a whole journal and answers with what the agent said', async () => {
    const result = await finish(hostWith(3), { kind: 'completed', answer: 'Done.' });
    expect(result).toMatchObject({ outcome: 'completed', output: { size: 5 } });
  });

  it('keeps the reason of a failed phase that also left too many artifacts', async () => {
    const collectArtifacts = () =>
      // eslint-disable-next-line require-yield
      (async function* () {
        throw await Promise.resolve(new TooManyArtifactsError('more than 1000 files'));
      })();
    const verdict = { kind: 'failed', reason: 'max_turns', message: 'no turns left' } as const;
    expect(await finish(hostWith(3, { collectArtifacts }), verdict)).toMatchObject({
      outcome: 'failed',
      reason: 'max_turns',
      message: 'no turns left; more than 1000 files',
    });
  });
});

describe('denials in the log of a sidecar', () => {
  it('are told past a line that was cut', async () => {
    const denial = { time: '2026-01-01T00:00:00.000Z', method: 'CONNECT', reason: 'direct' };
    const lines = [JSON.stringify(denial).slice(0, 30), JSON.stringify(denial), '{"a":1}', 'text'];
    const execution = new TestExecution(executionId, { phases });
    const host = hostWith(3, { egressLog: () => Promise.resolve({ sidecarId: 's', lines }) });
    const { telemetry } = execution;
    await collectDenials({ host, sink: telemetry }, await execution.phaseRequest('first'));
    expect(telemetry.events.map(({ seq, type }) => [seq, type])).toEqual([[2, 'EgressDenied']]);
  });
});
