import { apiError, type ApiError } from '#shared/contracts/messages-api.js';

/** An answer of the gateway itself, in the form in which the agent's client expects errors of the API. */
export class Refusal extends Error {
  override name = 'Refusal';

  constructor(
    readonly status: number,
    message: string,
    options: ErrorOptions & {
      readonly retryAfterSeconds?: number;
      /** What the provider answered, where that is not what the agent is told. */
      readonly providerStatus?: number;
    } = {},
  ) {
    super(message, options);
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.providerStatus = options.providerStatus;
  }

  readonly retryAfterSeconds: number | undefined;
  readonly providerStatus: number | undefined;

  get body(): ApiError {
    return apiError(this.status, this.message);
  }
}
