import { z } from 'zod';

/**
 * What the gateway and the stand-in model rely on of the Messages API (version 2023-06-01). Loose on purpose:
 * the agent's client is ahead of any list of ours, and what we do not read passes through.
 */
export const MessagesRequest = z.looseObject({
  model: z.string().min(1).max(200),
  stream: z.boolean().default(false),
  messages: z.array(
    z.looseObject({
      role: z.string(),
      content: z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]),
    }),
  ),
  tools: z.array(z.looseObject({ type: z.string().optional(), name: z.string() })).optional(),
});
export type MessagesRequest = z.infer<typeof MessagesRequest>;
export type ContentBlock = Exclude<MessagesRequest['messages'][number]['content'], string>[number];

const tokens = z.int().nonnegative().nullish();

/** Token figures of a message. In `message_delta` they are cumulative, and may leave out what did not change. */
export const ApiUsage = z.looseObject({
  input_tokens: tokens,
  output_tokens: tokens,
  cache_read_input_tokens: tokens,
  cache_creation_input_tokens: tokens,
});
export type ApiUsage = z.infer<typeof ApiUsage>;

/** An answer without streaming, and the head of one with it. */
export const ApiMessage = z.looseObject({
  id: z.string().min(1).max(200),
  model: z.string(),
  usage: ApiUsage,
});
export type ApiMessage = z.infer<typeof ApiMessage>;

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

export type ApiError = {
  readonly type: 'error';
  readonly error: { readonly type: string; readonly message: string };
};

/** The error body that clients of the API understand; a status without a type of its own is an `api_error`. */
export function apiError(status: number, message: string): ApiError {
  return { type: 'error', error: { type: ERROR_TYPES[status] ?? 'api_error', message } };
}
