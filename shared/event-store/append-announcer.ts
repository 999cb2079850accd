import type { Queryable } from './event-row.js';

export const APPEND_CHANNEL = 'domain_events';

/** Collects what was appended meanwhile: long enough to spare statements, too short to notice. */
const COLLECT_MS = 25;

/**
 * Tells other processes about appends, apart from the append's own transaction: a NOTIFY inside would make all
 * commits of the database wait for each other, since PostgreSQL holds a global lock from it to the end of the commit.
 */
export class AppendAnnouncer implements AsyncDisposable {
  readonly #streams = new Set<string>();
  #announcing: Promise<void> | undefined;

  constructor(private readonly db: Queryable) {}

  announce(streamId: string): void {
    this.#streams.add(streamId);
    this.#announcing ??= this.#run();
  }

  /** Resolves when what was announced so far is on its way. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#announcing;
  }

  async #run(): Promise<void> {
    while (this.#streams.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, COLLECT_MS));
      const streams = [...this.#streams];
      this.#streams.clear();
      await this.#notify(streams).catch(() => undefined); // a hint: whoever waits polls too
    }
    this.#announcing = undefined;
  }

  /** Nothing is lost that matters when the server dies, so the commit does not wait for the disk. */
  async #notify(streams: readonly string[]): Promise<void> {
    await this.db.query({
      name: 'announce_appends',
      text: `SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, stream)
             FROM unnest($2::text[]) AS stream`,
      values: [APPEND_CHANNEL, streams],
    });
  }
}
