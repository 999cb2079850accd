import type { TelemetryRow } from './telemetry-row.js';

/** Where an EventBuffer writes its batches. */
export interface TelemetryWriter {
  /**
   * Writes the batch as a whole or not at all; rows whose identity is already stored change nothing.
   * Resolves with the number of rows that were new. RowsRefusedError when the contents can never be
   * stored; any other error is worth another try.
   */
  write(rows: readonly TelemetryRow[]): Promise<number>;
}

export class RowsRefusedError extends Error {
  override name = 'RowsRefusedError';

  constructor(options: ErrorOptions) {
    super('the database refuses the contents of a telemetry batch', options);
  }
}
