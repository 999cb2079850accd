import type { YieldPoint } from '#shared/contracts/execution-events.js';
import type { Excerpt, TelemetryBody } from '#shared/contracts/telemetry.js';

/** A tool call whose result has not come yet. */
export type OpenCall = {
  readonly tool: string;
  readonly input: Excerpt;
  readonly durationMs: number | null;
};

/** Streamed text that waits to become one chunk. */
type PendingText = {
  readonly messageId: string;
  readonly text: string;
  /** Time of its first piece, by the journal. */
  readonly sinceMs: number;
};

/** What earlier records left open for later ones. */
export type TranslatorState = {
  /** The agent process was started and has not named its model yet. */
  readonly starting: { readonly resumed: boolean } | undefined;
  readonly openCalls: ReadonlyMap<string, OpenCall>;
  readonly pendingText: PendingText | undefined;
  readonly heldAt: YieldPoint | undefined;
};

export const SETTLED: TranslatorState = {
  starting: undefined,
  openCalls: new Map(),
  pendingText: undefined,
  heldAt: undefined,
};

/** Nothing is open: translating on from here needs no earlier record. */
export const isSettled = (state: TranslatorState): boolean =>
  state.starting === undefined &&
  state.openCalls.size === 0 &&
  state.pendingText === undefined &&
  state.heldAt === undefined;

/** What one record made of the state, and the events that it gave. */
export type Step = { readonly state: TranslatorState; readonly bodies: readonly TelemetryBody[] };

/** Turns a text of any length into what an event may carry. */
export type Keep = (text: string) => Excerpt;

export const nothing = (state: TranslatorState): Step => ({ state, bodies: [] });
