import type {
  JournalRecord,
  RunnerCommand,
  RunnerReply,
} from '#shared/contracts/runner-protocol.js';
import type { ContainerProcess } from './container-process.js';
import { lines } from './lines.js';
import { type AgentConnection, type AgentSeat, SeatTakenError } from './workspace-host.js';

/** The runner did not answer: it is starting, or its container is going away. Trying again is right. */
export class RunnerSilentError extends Error {
  override name = 'RunnerSilentError';
}

/** Speaks with the runner over the streams of its `attach` program. */
export async function takeSeat(
  line: ContainerProcess,
  { executionId, sessionId, fence, from }: AgentSeat,
): Promise<AgentConnection> {
  const replies = readReplies(line);
  const send = (command: RunnerCommand): void => {
    line.stdin.write(`${JSON.stringify(command)}\n`);
  };
  send({ type: 'attach', fence, sessionId, from });
  const first = await replies.next();
  if (first.done || first.value.type !== 'attached') {
    line.close();
    if (!first.done && first.value.type === 'refused') {
      throw new SeatTakenError(executionId, first.value.message);
    }
    throw new RunnerSilentError(`runner of ${executionId} did not answer: ${line.complaint()}`);
  }
  return {
    attached: first.value,
    records: records(replies),
    send,
    [Symbol.asyncDispose]: () => {
      line.close();
      return Promise.resolve();
    },
  };
}

async function* records(replies: AsyncIterable<RunnerReply>): AsyncGenerator<JournalRecord> {
  for await (const reply of replies) if (reply.type === 'record') yield reply.record;
}

/** The runner is ours and journalled every line before: no schema stands between. A line that was cut is not one. */
async function* readReplies(line: ContainerProcess): AsyncGenerator<RunnerReply, void> {
  for await (const text of lines(line.stdout)) {
    const reply = parseReply(text);
    if (reply === undefined) return;
    yield reply;
  }
}

function parseReply(text: string): RunnerReply | undefined {
  try {
    return JSON.parse(text) as RunnerReply;
  } catch {
    return undefined;
  }
}
