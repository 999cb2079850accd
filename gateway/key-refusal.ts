import { z } from 'zod';
import { Refusal } from './refusal.js';
import type { UpstreamAnswer } from './upstream.js';

const ErrorBody = z.object({ error: z.object({ message: z.string() }) });
const REASON_CHARACTERS = 300;

export const refusesKey = ({ status }: UpstreamAnswer): boolean => status === 401 || status === 403;

/**
 * What the agent is told when the provider refused the real key. Always 403: on 401 the agent's client asks again for three
 * minutes, as if its own key could change meanwhile.
 */
export async function keyRefusal(answer: UpstreamAnswer): Promise<Refusal> {
  const said = reasonIn(await answer.body.text());
  const why = said === undefined ? `${answer.status}` : `${answer.status}: ${said}`;
  return new Refusal(
    403,
    `the model endpoint refused ANTHROPIC_API_KEY of the gateway (${why}): set a key that it accepts, run npm run up, then retry`,
    { providerStatus: answer.status },
  );
}

function reasonIn(body: string): string | undefined {
  try {
    return ErrorBody.parse(JSON.parse(body)).error.message.slice(0, REASON_CHARACTERS);
  } catch {
    return undefined; // a page of something in between; the status says enough
  }
}
