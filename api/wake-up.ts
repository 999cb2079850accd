/** Waits for a ring, for some time, or for the end; a ring before the wait counts. */
export class WakeUp {
  #rung = false;
  #wake: (() => void) | undefined;

  constructor(readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => {
      this.ring();
    });
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  async within(ms: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wake = undefined;
    this.#rung = this.signal.aborted;
  }
}
