import type { TelemetryBody } from '#shared/contracts/telemetry.js';
import { nothing, type Step, type TranslatorState } from './translator-state.js';

/** A chunk is closed when it is this old or this long: a row per token would be most of the table. */
const CHUNK_MS = 500;
const CHUNK_CHARS = 2_048;

type Piece = { readonly messageId: string; readonly text: string; readonly atMs: number };

/** Adds streamed text. The piece that makes a chunk old or long enough is its last, so nothing stays open after it. */
export function addText(state: TranslatorState, { messageId, text, atMs }: Piece): Step {
  const before = state.pendingText?.messageId === messageId ? nothing(state) : flushText(state);
  const open = before.state.pendingText ?? { messageId, text: '', sinceMs: atMs };
  const pendingText = { ...open, text: open.text + text };
  const added = { ...before.state, pendingText };
  const isComplete = atMs - open.sinceMs >= CHUNK_MS || pendingText.text.length >= CHUNK_CHARS;
  const after = isComplete ? flushText(added) : nothing(added);
  return { state: after.state, bodies: [...before.bodies, ...after.bodies] };
}

/** Closes the open chunk, if there is one. */
export function flushText(state: TranslatorState): Step {
  if (!state.pendingText) return nothing(state);
  const { messageId, text } = state.pendingText;
  const chunk: TelemetryBody = { type: 'StreamChunk', data: { messageId, text } };
  return { state: { ...state, pendingText: undefined }, bodies: [chunk] };
}
