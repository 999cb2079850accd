import type { ServerResponse } from 'node:http';
import { ApiMessage } from '#shared/contracts/messages-api.js';
import { agentHeaders } from './headers.js';
import { wholeCall } from './metered-call.js';
import { Refusal } from './refusal.js';
import type { UpstreamAnswer } from './upstream.js';
import type { UsageRecorder } from './usage-recorder.js';

/** Passes a count, or an error that is not about the key, on as it came: status, body and the time to wait. */
export async function relayUnmetered(
  answer: UpstreamAnswer,
  response: ServerResponse,
): Promise<void> {
  const text = await answer.body.text();
  response.writeHead(answer.status, agentHeaders(answer.headers)).end(text);
}

/** Passes an answer without streaming on, once what it used is durable. */
export async function relayMessage(
  answer: UpstreamAnswer,
  response: ServerResponse,
  recorder: UsageRecorder,
): Promise<void> {
  const text = await answer.body.text();
  await recorder.whole(wholeCall(parseMessage(text)));
  response.writeHead(answer.status, agentHeaders(answer.headers)).end(text);
}

/** An answer that cannot be metered is not handed out. */
function parseMessage(text: string): ApiMessage {
  try {
    return ApiMessage.parse(JSON.parse(text));
  } catch (error) {
    const message = 'the model endpoint answered with something else than a message';
    throw new Refusal(502, message, { cause: error });
  }
}
