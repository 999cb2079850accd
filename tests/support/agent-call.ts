import { type Dispatcher, request } from 'undici';
import { phaseKey } from './gateway-stack.js';

type CallOptions = {
  readonly path?: string;
  readonly method?: Dispatcher.HttpMethod;
  readonly key?: string;
  readonly headers?: Record<string, string>;
  /** Fields of the request beside the prompt; or the whole body as text. */
  readonly body?: object | string;
};

/** One call as the agent's client makes it, with a prompt that chooses the stand-in's script. */
export function callGateway(
  url: string,
  prompt: string,
  options: CallOptions = {},
): Promise<Dispatcher.ResponseData> {
  const { path = '/v1/messages?beta=true', method = 'POST', key = phaseKey(), body = {} } = options;
  const standard = {
    ...{ model: 'claude-sonnet-5-5', max_tokens: 1000, stream: true },
    messages: [{ role: 'user', content: prompt }],
  };
  return request(url + path, {
    method,
    headers: { 'x-api-key': key, 'content-type': 'application/json', ...options.headers },
    body: typeof body === 'string' ? body : JSON.stringify({ ...standard, ...body }),
  });
}

export type ErrorBody = { readonly error: { readonly type: string; readonly message: string } };

export const errorOf = async ({ body }: Dispatcher.ResponseData): Promise<ErrorBody['error']> =>
  ((await body.json()) as ErrorBody).error;
