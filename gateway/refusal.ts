import { apiError, type ApiError } from '#shared/contracts/messages-api.js';

/** An answer of the gateway itself, in the form in which the agent's client expects errors of the API. */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(
    readonly status: number,
    message: string,
    options: ErrorOptions & { readonly retryAfterSeconds?: number } = {},
  ) {
    super(message, options);
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  readonly retryAfterSeconds: number | undefined;

  get body(): ApiError {
    return apiError(this.status, this.message);
  }
}
