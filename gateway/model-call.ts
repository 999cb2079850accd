import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MessagesRequest } from '#shared/contracts/messages-api.js';
import type { ModelKeyClaims } from '#shared/contracts/model-key.js';
import { requireAllowedModel } from './allowed-models.js';
import { authenticate } from './authenticate.js';
import { checkRequest } from './check-request.js';
import { keyRefusal, refusesKey } from './key-refusal.js';
import type { GatewayMetrics } from './metrics.js';
import { requireBudget, type SpentOutputTokens } from './output-budget.js';
import { readBody } from './read-body.js';
import { relayStream } from './relay-stream.js';
import { relayMessage, relayUnmetered } from './relay-whole.js';
import type { SessionSlots } from './session-slots.js';
import type { Upstream, UpstreamAnswer } from './upstream.js';
import { type RecorderDependencies, UsageRecorder } from './usage-recorder.js';

export type CallDependencies = RecorderDependencies & {
  /** Signs and verifies placeholder keys. */
  readonly keySecret: string;
  readonly upstream: Upstream;
  readonly spentOutputTokens: SpentOutputTokens;
  readonly slots: SessionSlots;
  readonly metrics: GatewayMetrics;
};

export type ModelPath = '/v1/messages' | '/v1/messages/count_tokens';

type Call = {
  readonly path: ModelPath;
  readonly claims: ModelKeyClaims;
  readonly body: MessagesRequest;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
};

/** One call of an agent: who asks, whether it is allowed, and the answer of the provider. Throws Refusal. */
export async function callModel(
  dependencies: CallDependencies,
  path: ModelPath,
  exchange: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const claims = authenticate(exchange.request.headers, dependencies.keySecret);
  const body = checkRequest(await readBody(exchange.request));
  requireAllowedModel(body.model, claims);
  await dependencies.slots.hold(claims.sessionId, async () => {
    await requireBudget(claims, dependencies.spentOutputTokens);
    await forward(dependencies, { path, claims, body, ...exchange });
  });
}

async function forward(dependencies: CallDependencies, call: Call): Promise<void> {
  const signal = goneSignal(call.response);
  const answer = await dependencies.upstream.post({
    path: call.path + betaQuery(call.request.url ?? ''),
    headers: call.request.headers,
    sessionId: call.claims.sessionId,
    // Written anew: what was checked is what the provider reads, even where a key stood twice in the text.
    body: JSON.stringify(call.body),
    signal,
  });
  dependencies.metrics.providerAnswered(answer.status);
  if (refusesKey(answer)) throw await keyRefusal(answer);
  const recorder = new UsageRecorder(dependencies, call.claims, call.body.model);
  if (answer.status !== 200 || call.path !== '/v1/messages') {
    await relayUnmetered(answer, call.response);
  } else if (isStream(answer)) {
    await relayStream(answer, call.response, { recorder, signal });
  } else {
    await relayMessage(answer, call.response, recorder);
  }
}

/** Aborted when the agent goes away before it has the whole answer. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

/** The only query that the API has a meaning for. */
const betaQuery = (url: string): string =>
  new URLSearchParams(url.split('?')[1]).get('beta') === 'true' ? '?beta=true' : '';

const isStream = ({ headers }: UpstreamAnswer): boolean =>
  headers['content-type']?.startsWith('text/event-stream') === true;
