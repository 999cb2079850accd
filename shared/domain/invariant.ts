export class InvariantError extends Error {
  override name = 'InvariantError';
}

/** For what only wrong code can break; a request that is refused gets a DomainError instead. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
