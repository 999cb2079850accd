import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { EventSourceMessage } from 'eventsource-parser';
import { agentHeaders } from './headers.js';
import { type MeteredCall, observe } from './metered-call.js';
import { formatEvent, readEvents } from './sse.js';
import type { UpstreamAnswer } from './upstream.js';
import type { UsageRecorder } from './usage-recorder.js';

const PING_EVERY_MS = 10_000;
const PING = 'event: ping\ndata: {"type":"ping"}\n\n';

/** After these the agent goes on, so what the call used must be durable before they are passed on. */
const FINAL_EVENTS: ReadonlySet<string | undefined> = new Set(['message_stop', 'error']);

/**
 * Passes a streamed answer on, no faster than the agent reads. An answer that breaks off, upstream or because the
 * agent went away, is recorded as far as it came and cut for the agent too, whose client then tries again.
 */
export async function relayStream(
  answer: UpstreamAnswer,
  response: ServerResponse,
  call: { readonly recorder: UsageRecorder; readonly signal: AbortSignal },
): Promise<void> {
  response.writeHead(answer.status, agentHeaders(answer.headers));
  const relay = new StreamRelay(response, call.recorder, call.signal);
  try {
    for await (const event of readEvents(answer.body)) await relay.pass(event);
  } catch (error) {
    if (relay.state === 'failed') throw error;
    await relay.breakOff();
    return;
  }
  await relay.finish();
}

/** One relayed answer: what was metered of it, and whether that is recorded. */
class StreamRelay {
  state: 'open' | 'recorded' | 'failed' = 'open';
  private call: MeteredCall | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly recorder: UsageRecorder,
    /** Aborted when the agent goes away. */
    private readonly signal: AbortSignal,
  ) {}

  async pass(event: EventSourceMessage): Promise<void> {
    const begun = this.call !== undefined;
    this.call = observe(this.call, event.data);
    if (!begun && this.call !== undefined) await this.record(this.recorder.begin(this.call));
    if (FINAL_EVENTS.has(event.event)) await this.recordEnd();
    await this.write(formatEvent(event));
  }

  /** The stream ended by itself: well when its end was recorded, cut otherwise. */
  async finish(): Promise<void> {
    if (this.state === 'open') await this.breakOff();
    else this.response.end();
  }

  async breakOff(): Promise<void> {
    await this.recordEnd();
    this.response.destroy();
  }

  private async recordEnd(): Promise<void> {
    if (this.state !== 'open' || this.call === undefined) return;
    await this.record(this.recorder.end(this.call));
    this.state = 'recorded';
  }

  /** The agent's client gives up on a silent stream, and the database may be away for longer than that. */
  private async record(recording: Promise<void>): Promise<void> {
    const pings = setInterval(() => this.response.write(PING), PING_EVERY_MS);
    try {
      await recording;
    } catch (error) {
      this.state = 'failed';
      throw error;
    } finally {
      clearInterval(pings);
    }
  }

  private async write(frame: string): Promise<void> {
    this.signal.throwIfAborted();
    if (!this.response.write(frame)) await once(this.response, 'drain', { signal: this.signal });
  }
}
