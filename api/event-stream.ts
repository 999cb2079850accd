import { once } from 'node:events';
import type { Response } from 'express';
import type { StoredEvent } from '#shared/contracts/event-envelope.js';
import { isClosed, statusAfter } from '#shared/domain/execution/arrows.js';
import type { EventStore } from '#shared/event-store/event-store.js';
import { WakeUp } from './wake-up.js';

/** Notifications are hints: what they miss is found this much later, in ms. */
const POLL_MS = 2000;
/** A comment this often keeps proxies from closing a quiet stream, in ms. */
const HEARTBEAT_MS = 15_000;
const PAGE = 500;

export type StreamRequest = {
  readonly store: EventStore;
  readonly streamId: string;
  /** Version of the last event that the client has; 0 for none. */
  readonly after: number;
};

/**
 * Sends the events of a stream as server-sent events whose ids are versions, then goes on with new ones
 * until the execution is closed or the client leaves. Versions have no gap, so reading on after the last one
 * that was sent is both the replay and the live stream: nothing is lost or sent twice in between.
 */
export async function streamEvents(response: Response, request: StreamRequest): Promise<void> {
  const left = new AbortController();
  response.once('close', () => {
    left.abort();
  });
  const wakeUp = new WakeUp(left.signal);
  const subscription = await request.store.subscribe(request.streamId, () => {
    wakeUp.ring();
  });
  try {
    await replayAndFollow(response, request, wakeUp);
  } finally {
    await subscription[Symbol.asyncDispose]();
  }
}

async function replayAndFollow(
  response: Response,
  request: StreamRequest,
  wakeUp: WakeUp,
): Promise<void> {
  const first = await nextPage(request, request.after);
  if (first.length === 0 && (await isOver(request))) {
    response.status(204).end(); // tells an EventSource not to come back
    return;
  }
  open(response);
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  try {
    await send(response, request, { wakeUp, first });
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}

async function send(
  response: Response,
  request: StreamRequest,
  { wakeUp, first }: { wakeUp: WakeUp; first: readonly StoredEvent[] },
): Promise<void> {
  let sent = request.after;
  for (let page = first; !wakeUp.signal.aborted; page = await nextPage(request, sent)) {
    for (const event of page) {
      sent = event.version;
      if (!response.write(frame(event))) await drained(response, wakeUp.signal);
    }
    const last = page.at(-1);
    if (page.length === PAGE) continue;
    if (last && isFinal(last)) return;
    await wakeUp.within(POLL_MS);
  }
}

const nextPage = ({ store, streamId }: StreamRequest, sent: number): Promise<StoredEvent[]> =>
  store.readStream(streamId, { fromVersion: sent + 1, limit: PAGE });

async function isOver({ store, streamId, after }: StreamRequest): Promise<boolean> {
  const [last] = await store.readStream(streamId, { fromVersion: Math.max(after, 1), limit: 1 });
  return last !== undefined && isFinal(last);
}

function isFinal({ type }: StoredEvent): boolean {
  const status = statusAfter(type);
  return status !== undefined && isClosed(status);
}

function open(response: Response): void {
  response.status(200).set({
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.write('retry: 1000\n\n');
}

const frame = (event: StoredEvent): string =>
  `id: ${event.version}\ndata: ${JSON.stringify(event)}\n\n`;

async function drained(response: Response, signal: AbortSignal): Promise<void> {
  await once(response, 'drain', { signal }).catch(() => undefined); // the client left: the loop ends
}
