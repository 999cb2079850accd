import { randomBytes } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { apiError, MessagesRequest } from '#shared/contracts/messages-api.js';
import type { Logger } from '#shared/runtime/logger.js';
import type { CallLedger } from './call-ledger.js';
import { estimateUsage } from './estimate-usage.js';
import { playReply } from './play-reply.js';
import type { Answer, Refused, Reply } from './reply.js';
import type { RequestLog } from './request-log.js';
import { sceneOf } from './scene.js';
import { SCRIPTS } from './scripts/registry.js';
import { wholeMessage } from './stream-events.js';

type Dependencies = {
  readonly ledger: CallLedger;
  readonly requestLog: RequestLog;
  readonly logger: Logger;
};

/** The stand-in's HTTP surface: the two calls of the Messages API, `/healthz`, and `/stats` (GET, DELETE resets). */
export function createModelApp(dependencies: Dependencies): RequestListener {
  return (request, response) => {
    handle(dependencies, request, response).catch((error: unknown) => {
      dependencies.logger.error({ err: error }, 'request failed');
      response.destroy();
    });
  };
}

async function handle(
  dependencies: Dependencies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path] = (request.url ?? '').split('?');
  const raw = await buffer(request);
  switch (`${request.method ?? ''} ${path ?? ''}`) {
    case 'POST /v1/messages':
      await noteRequest(dependencies, request, raw);
      {
        await answerMessages(dependencies, request, { raw, response });
        return;
      }
    case 'POST /v1/messages/count_tokens':
      await noteRequest(dependencies, request, raw);
      dependencies.ledger.noteCountTokens(sessionIdOf(request));
      {
        json(response, 200, { input_tokens: Math.ceil(raw.length / 4) });
        return;
      }
    case 'GET /healthz': {
      json(response, 200, { status: 'ok' });
      return;
    }
    case 'GET /stats': {
      json(response, 200, dependencies.ledger.stats());
      return;
    }
    case 'DELETE /stats':
      dependencies.ledger.reset();
      {
        json(response, 200, dependencies.ledger.stats());
        return;
      }
    default: {
      json(response, 404, apiError(404, 'the stand-in has no such path'));
      return;
    }
  }
}

async function answerMessages(
  { ledger }: Dependencies,
  request: IncomingMessage,
  { raw, response }: { readonly raw: Buffer; readonly response: ServerResponse },
): Promise<void> {
  const body = parseBody(raw);
  if (body === undefined) {
    const message = 'the body is not a request of the Messages API';
    json(response, 400, apiError(400, message));
    return;
  }
  const scene = sceneOf(body);
  const earlierAttempts = ledger.noteMessages(sessionIdOf(request), body.model, scene);
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
      return;
    case 'refused': {
      refuse(response, reply);
      return;
    }
    case 'answer': {
      await performAnswer(reply, body, response);
      return;
    }
  }
}

async function performAnswer(
  reply: Answer,
  body: MessagesRequest,
  response: ServerResponse,
): Promise<void> {
  const id = `msg_${randomBytes(12).toString('base64url')}`;
  const head = { id, model: body.model, usage: estimateUsage(body, reply.blocks) };
  if (body.stream) {
    await playReply(response, reply, head);
    return;
  }
  json(response, 200, wholeMessage(reply, head));
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

/** Claude Code and our gateway name the session in this header. */
function sessionIdOf({ headers }: IncomingMessage): string {
  const id = headers['x-claude-code-session-id'];
  return typeof id === 'string' ? id : 'none';
}

async function noteRequest(
  { requestLog }: Dependencies,
  request: IncomingMessage,
  raw: Buffer,
): Promise<void> {
  const { method = '', url = '', headers } = request;
  await requestLog.note({ method, url, headers, bytes: raw.length, body: raw.toString('utf8') });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
