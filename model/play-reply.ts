import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Manner } from './reply.js';
import { type MessageHead, type StreamEvent, streamEvents } from './stream-events.js';

const PING_EVERY_MS = 10_000;

/** Plays an answer as a stream, in its manner. Ends quietly when the client goes away. */
export async function playReply(
  response: ServerResponse,
  reply: Answer,
  head: MessageHead,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    gone.abort();
  });
  try {
    await play({ response, signal: gone.signal }, reply, head);
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  }
}

type Listener = { readonly response: ServerResponse; readonly signal: AbortSignal };

async function play(listener: Listener, reply: Answer, head: MessageHead): Promise<void> {
  const { manner } = reply;
  await pause(manner.silentMs ?? 0, undefined, { signal: listener.signal });
  listener.response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'request-id': `req_${head.id}`,
  });
  await holdWithPings(listener, manner.pingsMs ?? 0);
  let sent = 0;
  for (const event of streamEvents(reply, head)) {
    await send(listener, event);
    sent += 1;
    if (sent === manner.breakOff?.afterEvents) {
      await breakOff(listener, manner.breakOff);
      return;
    }
    if (manner.deltaMs !== undefined && event.type === 'content_block_delta') {
      await pause(manner.deltaMs, undefined, { signal: listener.signal });
    }
  }
  listener.response.end();
}

async function holdWithPings(listener: Listener, holdMs: number): Promise<void> {
  for (let left = holdMs; left > 0; left -= PING_EVERY_MS) {
    await send(listener, { type: 'ping' });
    await pause(Math.min(left, PING_EVERY_MS), undefined, { signal: listener.signal });
  }
}

async function breakOff(
  listener: Listener,
  { by, errorType = 'overloaded_error' }: NonNullable<Manner['breakOff']>,
): Promise<void> {
  const { response, signal } = listener;
  switch (by) {
    case 'cut':
      // In the middle of an event, once everything before it has left: a destroyed socket drops what it still holds.
      response.write('event: cont', () => {
        response.destroy();
      });
      return;
    case 'error': {
      const error = { type: errorType, message: `scripted ${errorType}` };
      await send(listener, { type: 'error', error });
      response.end();
      return;
    }
    case 'hang':
      if (!signal.aborted) await once(response, 'close');
  }
}

async function send({ response, signal }: Listener, event: StreamEvent): Promise<void> {
  signal.throwIfAborted();
  const frame = `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  if (!response.write(frame)) await once(response, 'drain', { signal });
}
