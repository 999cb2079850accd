import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { apiError } from '#shared/contracts/messages-api.js';
import type { Logger } from '#shared/runtime/logger.js';
import { answerMessages } from './answer-messages.js';
import type { CallLedger } from './call-ledger.js';
import { json } from './json-response.js';
import type { RequestLog } from './request-log.js';

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
  const { ledger } = dependencies;
  const [path] = (request.url ?? '').split('?');
  const raw = await buffer(request);
  switch (`${request.method ?? ''} ${path ?? ''}`) {
    case 'POST /v1/messages':
      await noteRequest(dependencies, request, raw);
      await answerMessages(response, raw, { ledger, sessionId: sessionIdOf(request) });
      break;
    case 'POST /v1/messages/count_tokens':
      await noteRequest(dependencies, request, raw);
      ledger.noteCountTokens(sessionIdOf(request));
      json(response, 200, { input_tokens: Math.ceil(raw.length / 4) });
      break;
    case 'GET /healthz':
      json(response, 200, { status: 'ok' });
      break;
    case 'GET /stats':
      json(response, 200, ledger.stats());
      break;
    case 'DELETE /stats':
      ledger.reset();
      json(response, 200, ledger.stats());
      break;
    default:
      json(response, 404, apiError(404, 'the stand-in has no such path'));
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
