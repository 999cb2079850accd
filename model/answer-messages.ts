import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { apiError, MessagesRequest } from '#shared/contracts/messages-api.js';
import type { CallLedger } from './call-ledger.js';
import { estimateUsage } from './estimate-usage.js';
import { json } from './json-response.js';
import { playReply } from './play-reply.js';
import type { Answer, Refused, Reply } from './reply.js';
import { sceneOf } from './scene.js';
import { SCRIPTS } from './scripts/registry.js';
import { wholeMessage } from './stream-events.js';

type Caller = { readonly sessionId: string; readonly ledger: CallLedger };

/** Plays the script that the conversation asks for, at the turn where it stands. */
export async function answerMessages(
  response: ServerResponse,
  raw: Buffer,
  { ledger, sessionId }: Caller,
): Promise<void> {
  const body = parseBody(raw);
  if (body === undefined) {
    const message = 'the body is not a request of the Messages API';
    json(response, 400, apiError(400, message));
    return;
  }
  const scene = sceneOf(body);
  const earlierAttempts = ledger.noteMessages(sessionId, body.model, scene);
  const script = SCRIPTS.get(scene.script);
  const reply = script?.({ ...scene, earlierAttempts }) ?? unknownScript(scene.script);
  await perform(reply, body, response);
}

async function perform(
  reply: Reply,
  body: MessagesRequest,
  response: ServerResponse,
): Promise<void> {
  switch (reply.kind) {
    case 'silence':
      break;
    case 'refused':
      refuse(response, reply);
      break;
    case 'answer':
      await performAnswer(reply, body, response);
      break;
  }
}

async function performAnswer(
  reply: Answer,
  body: MessagesRequest,
  response: ServerResponse,
): Promise<void> {
  const id = `msg_${randomBytes(12).toString('base64url')}`;
  const head = { id, model: body.model, usage: estimateUsage(body, reply.blocks) };
  if (body.stream) await playReply(response, reply, head);
  else json(response, 200, wholeMessage(reply, head));
}

function refuse(response: ServerResponse, { status, message, retryAfterSeconds }: Refused): void {
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  json(response, status, apiError(status, message));
}

function unknownScript(name: string): Refused {
  const known = [...SCRIPTS.keys()].sort().join(', ');
  return {
    kind: 'refused',
    status: 400,
    message: `the stand-in has no script ${name}; it has ${known}`,
  };
}

function parseBody(raw: Buffer): MessagesRequest | undefined {
  try {
    return MessagesRequest.parse(JSON.parse(raw.toString('utf8')));
  } catch {
    return undefined;
  }
}
