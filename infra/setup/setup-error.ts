/** A step that cannot go on, with what the person at the terminal can do about it. */
export class SetupError extends Error {
  override name = 'SetupError';
  /** What the failing program said, in whole lines; shown below the message. */
  readonly detail: string;

  constructor(
    message: string,
    readonly remedy: string,
    { detail = '', ...options }: ErrorOptions & { readonly detail?: string } = {},
  ) {
    super(message, options);
    this.detail = detail;
  }
}
