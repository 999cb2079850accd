/** A request that the rules of the product refuse. `code` is stable: the API and Temporal match on it. */
export abstract class DomainError extends Error {
  abstract readonly code: string;
}
