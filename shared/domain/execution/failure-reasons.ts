import type { FailureReason } from '../../contracts/execution-events.js';

/** Every reason, spelled here because replayed code cannot ask the schema; the type keeps both equal. */
const FAILURE_REASONS: Readonly<Record<FailureReason, true>> = {
  max_turns: true,
  max_tokens: true,
  phase_timeout: true,
  refusal: true,
  prompt_too_long: true,
  no_answer: true,
  setup_failed: true,
  invalid_input: true,
  disk_limit: true,
  agent_crashed: true,
  agent_error: true,
  workspace_lost: true,
  provider_unavailable: true,
  provider_auth: true,
  provider_limited: true,
  interrupted_deadline: true,
  requested: true,
  terminated: true,
  timed_out: true,
  history_gone: true,
  internal: true,
};

export function isFailureReason(text: string | null | undefined): text is FailureReason {
  return text != null && Object.hasOwn(FAILURE_REASONS, text);
}
