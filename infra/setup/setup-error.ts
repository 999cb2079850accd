/** A step that cannot go on, with what the person at the terminal can do about it. */
export class SetupError extends Error {
  override name = 'SetupError';

  constructor(
    message: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
