import type { Problem } from '#shared/contracts/http.js';

/** The API answered with a problem. */
export class ApiProblemError extends Error {
  override name = 'ApiProblemError';

  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** Nobody answers at the API's address. */
export class ApiUnreachableError extends Error {
  override name = 'ApiUnreachableError';

  constructor(
    readonly url: string,
    options?: ErrorOptions,
  ) {
    super(`nothing answers at ${url}`, options);
  }
}

/** What the user asked for cannot be done; the message says what to do instead. */
export class UsageError extends Error {
  override name = 'UsageError';
}
