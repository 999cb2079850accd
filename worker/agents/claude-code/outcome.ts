import type { FailureReason } from '#shared/contracts/execution-events.js';
import type { AgentEnd } from '#shared/contracts/runner-protocol.js';

type Trouble = { readonly reason: FailureReason; readonly message: string };

/** What a phase came to. */
export type FinalVerdict =
  | { readonly kind: 'completed'; readonly answer: string }
  | ({ readonly kind: 'failed' } & Trouble)
  | ({ readonly kind: 'interrupted' } & Trouble);

/** What the end of one agent means for its phase. A `retry` is ours to make; when all are used up it is `interrupted`. */
export type Verdict = FinalVerdict | ({ readonly kind: 'retry' } & Trouble);

type Json = Readonly<Record<string, unknown>>;
type Row = { readonly kind: Exclude<Verdict['kind'], 'completed'>; readonly reason: FailureReason };

const failed = (reason: FailureReason): Row => ({ kind: 'failed', reason });
const retry = (reason: FailureReason): Row => ({ kind: 'retry', reason });
const interrupted = (reason: FailureReason): Row => ({ kind: 'interrupted', reason });

/** Ends that the runner itself brought about. */
const CAUSES: Readonly<Record<Exclude<AgentEnd['cause'], 'exited'>, Row>> = {
  timeout: failed('phase_timeout'),
  disk_limit: failed('disk_limit'),
  interrupted: interrupted('requested'),
  stopped: interrupted('requested'),
  spawn_failed: retry('agent_crashed'),
};

/** `terminal_reason` of the agent's result, but for `completed` and `api_error`, which need a second look. */
const TERMINAL_REASONS: Readonly<Record<string, Row>> = {
  max_turns: failed('max_turns'),
  budget_exhausted: failed('max_tokens'),
  model_error: retry('provider_unavailable'),
  prompt_too_long: failed('prompt_too_long'),
  image_error: failed('prompt_too_long'),
  blocking_limit: failed('prompt_too_long'),
  rapid_refill_breaker: failed('prompt_too_long'),
  malformed_tool_use_exhausted: failed('agent_error'),
  aborted_streaming: interrupted('requested'),
  aborted_tools: interrupted('requested'),
  stop_hook_prevented: failed('agent_error'),
  hook_stopped: failed('agent_error'),
  tool_deferred: failed('agent_error'),
  tool_deferred_unavailable: failed('agent_error'),
  background_requested: failed('agent_error'),
  structured_output_retry_exhausted: failed('agent_error'),
  turn_setup_failed: retry('agent_crashed'),
};

/** HTTP statuses of the model API that another try will not change. */
const API_STATUSES: Readonly<Record<number, Row>> = {
  400: failed('agent_error'),
  401: interrupted('provider_auth'),
  403: interrupted('provider_auth'),
  404: failed('agent_error'),
  413: failed('prompt_too_long'),
  429: retry('provider_limited'),
};

/** How the gateway begins its refusal when the phase has used up its output tokens. */
const MAX_TOKENS_MARK = 'syn_max_tokens:';

/** Reads an agent's end by `terminal_reason` and status, never by `subtype`: an API failure calls itself a success. */
export function judge(end: AgentEnd): Verdict {
  if (end.cause !== 'exited') return explain(CAUSES[end.cause], end.detail ?? describeExit(end));
  if (end.result === null) {
    return explain(
      retry('agent_crashed'),
      `the agent ended without a result: ${describeExit(end)}`,
    );
  }
  return judgeResult(end.result);
}

function judgeResult(result: Json): Verdict {
  const said = textOf(result);
  if (said.includes(MAX_TOKENS_MARK)) {
    return explain(failed('max_tokens'), said.slice(said.indexOf(MAX_TOKENS_MARK)));
  }
  if (result.stop_reason === 'refusal') {
    return explain(failed('refusal'), said || 'the model refused to answer');
  }
  const reason = String(result.terminal_reason);
  if (reason === 'api_error') return explain(apiFailure(result), said);
  if (reason === 'completed') return judgeAnswer(result, said);
  return explain(
    TERMINAL_REASONS[reason] ?? failed('agent_error'),
    said || `the agent ended with ${reason}`,
  );
}

function judgeAnswer(result: Json, answer: string): Verdict {
  if (result.is_error === true) return explain(failed('agent_error'), answer);
  if (answer.trim() !== '') return { kind: 'completed', answer };
  return explain(failed('no_answer'), 'the agent ended without an answer');
}

/** No status at all means that the API could not be reached, or that its answer broke off. */
function apiFailure(result: Json): Row {
  const status = Number(result.api_error_status ?? 0);
  return API_STATUSES[status] ?? retry('provider_unavailable');
}

function explain(row: Row, message: string): Verdict {
  return { ...row, message: message || row.reason };
}

function textOf(result: Json): string {
  if (typeof result.result === 'string') return result.result;
  return Array.isArray(result.errors) ? result.errors.map(String).join('; ') : '';
}

function describeExit({ exitCode, signal }: AgentEnd): string {
  return signal === null ? `exit code ${String(exitCode)}` : `ended by ${signal}`;
}
