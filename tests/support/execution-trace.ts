import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { defaultPayloadConverter } from '@temporalio/common';
import type { AppendBatch } from '#shared/contracts/activities.js';
import { SessionId } from '#shared/contracts/ids.js';
import { JournalRecord } from '#shared/contracts/runner-protocol.js';
import { expectedTelemetry } from './expected-telemetry.js';
import type { TestStack } from './stack.js';

/** The events that the run's history says were appended, in order. */
export async function eventsInHistory(stack: TestStack, executionId: string): Promise<string[]> {
  const history = await stack.temporal.workflow.getHandle(executionId).fetchHistory();
  const scheduled = (history.events ?? []).map(
    (event) => event.activityTaskScheduledEventAttributes,
  );
  return scheduled
    .filter((activity) => activity?.activityType?.name === 'appendEvents')
    .flatMap((activity) => {
      const [payload] = activity?.input?.payloads ?? [];
      if (!payload) return [];
      return defaultPayloadConverter.fromPayload<AppendBatch>(payload).events.map(({ id }) => id);
    });
}

/** The archived journal of a session. */
export async function journalOf(
  stack: TestStack,
  { id, sessionId }: { readonly id: string; readonly sessionId: string },
): Promise<JournalRecord[]> {
  const key = `executions/${id}/sessions/${sessionId}/journal.ndjson.gz`;
  const packed = await buffer(await stack.objects.getObject('syntropic', key));
  const lines = gunzipSync(packed).toString().split('\n').filter(Boolean);
  return lines.map((line) => JournalRecord.parse(JSON.parse(line)));
}

type Identity = { readonly seq: number; readonly n: number; readonly type: string };

/** What the hypertable holds of a session's journal, and what it has to hold. */
export async function telemetryOf(
  stack: TestStack,
  session: { readonly id: string; readonly phaseId: string; readonly sessionId: string },
): Promise<{ stored: Identity[]; expected: Identity[] }> {
  const { rows } = await stack.database.query<Identity>(
    'SELECT seq::int, n::int, type FROM observability_events WHERE journal_id = $1 ORDER BY seq, n',
    [session.sessionId],
  );
  const owner = {
    executionId: session.id,
    phaseId: session.phaseId,
    sessionId: SessionId.parse(session.sessionId),
  };
  const events = await expectedTelemetry(owner, await journalOf(stack, session));
  const expected = events
    .map(({ seq, n, type }) => ({ seq, n, type }))
    .sort((a, b) => a.seq - b.seq || a.n - b.n);
  return { stored: rows, expected };
}
