/** The calls that are not over, so that closing waits until what they used is recorded. */
export class CallsUnderWay implements AsyncDisposable {
  private readonly calls = new Set<Promise<void>>();

  /** The call must not reject: its failure is its own affair. */
  track(call: Promise<void>): void {
    this.calls.add(call);
    void call.then(() => this.calls.delete(call));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.calls);
  }
}
