import { describe, expect, it } from '@jest/globals';
import type { AgentEnd } from '#shared/contracts/runner-protocol.js';
import { judge } from '../../../../../worker/agents/claude-code/outcome.js';

type Result = Record<string, unknown>;

const ended = (end: Partial<AgentEnd>): AgentEnd => ({
  cause: 'exited',
  exitCode: 1,
  signal: null,
  result: null,
  ...end,
});
const withResult = (result: Result): AgentEnd =>
  ended({ result: { type: 'result', subtype: 'success', is_error: true, ...result } });
const apiError = (status: number | null, text = 'API Error'): AgentEnd =>
  withResult({ terminal_reason: 'api_error', api_error_status: status, result: text });

describe('the outcome of an agent', () => {
  it('is its answer when it completed', () => {
    const result = { is_error: false, terminal_reason: 'completed', result: 'The answer.' };
    expect(judge(withResult(result))).toEqual({ kind: 'completed', answer: 'The answer.' });
  });

  it('is a failure when it completed without an answer', () => {
    const result = { is_error: false, terminal_reason: 'completed', result: ' \n' };
    expect(judge(withResult(result))).toMatchObject({ kind: 'failed', reason: 'no_answer' });
  });

  it.each([
    ['timeout', 'failed', 'phase_timeout'],
    ['disk_limit', 'failed', 'disk_limit'],
    ['interrupted', 'interrupted', 'requested'],
    ['stopped', 'interrupted', 'requested'],
    ['spawn_failed', 'retry', 'agent_crashed'],
  ] as const)('follows the runner where it ended the agent: %s', (cause, kind, reason) => {
    // The result of an interrupted turn says nothing about why it was interrupted.
    const result = { terminal_reason: 'aborted_tools' };
    expect(judge(ended({ cause, result }))).toMatchObject({ kind, reason });
  });

  it.each([
    [400, 'failed', 'agent_error'],
    [401, 'interrupted', 'provider_auth'],
    [403, 'interrupted', 'provider_auth'],
    [404, 'failed', 'agent_error'],
    [413, 'failed', 'prompt_too_long'],
    [429, 'retry', 'provider_limited'],
    [500, 'retry', 'provider_unavailable'],
    [529, 'retry', 'provider_unavailable'],
    [null, 'retry', 'provider_unavailable'],
  ] as const)('tells apart what the API answered: %s', (status, kind, reason) => {
    expect(judge(apiError(status))).toMatchObject({ kind, reason, message: 'API Error' });
  });

  it.each([
    ['max_turns', 'failed', 'max_turns'],
    ['budget_exhausted', 'failed', 'max_tokens'],
    ['model_error', 'retry', 'provider_unavailable'],
    ['prompt_too_long', 'failed', 'prompt_too_long'],
    ['image_error', 'failed', 'prompt_too_long'],
    ['blocking_limit', 'failed', 'prompt_too_long'],
    ['rapid_refill_breaker', 'failed', 'prompt_too_long'],
    ['malformed_tool_use_exhausted', 'failed', 'agent_error'],
    ['aborted_streaming', 'interrupted', 'requested'],
    ['aborted_tools', 'interrupted', 'requested'],
    ['stop_hook_prevented', 'failed', 'agent_error'],
    ['hook_stopped', 'failed', 'agent_error'],
    ['tool_deferred', 'failed', 'agent_error'],
    ['tool_deferred_unavailable', 'failed', 'agent_error'],
    ['background_requested', 'failed', 'agent_error'],
    ['structured_output_retry_exhausted', 'failed', 'agent_error'],
    ['turn_setup_failed', 'retry', 'agent_crashed'],
    ['something_new', 'failed', 'agent_error'],
  ] as const)('reads the terminal reason %s', (terminal_reason, kind, reason) => {
    expect(judge(withResult({ terminal_reason }))).toMatchObject({ kind, reason });
  });

  it('is a failure when the model refuses', () => {
    const result = { terminal_reason: 'api_error', stop_reason: 'refusal', result: 'No.' };
    expect(judge(withResult(result))).toMatchObject({ kind: 'failed', reason: 'refusal' });
  });

  it('is a failure when the gateway stops a phase that used up its tokens', () => {
    const end = apiError(400, 'API Error: 400 syn_max_tokens: the phase used 1000 output tokens');
    const message = 'syn_max_tokens: the phase used 1000 output tokens';
    expect(judge(end)).toEqual({ kind: 'failed', reason: 'max_tokens', message });
  });

  it('is tried again when the agent died without a word', () => {
    const end = ended({ exitCode: null, signal: 'SIGKILL' });
    expect(judge(end)).toMatchObject({ kind: 'retry', reason: 'agent_crashed' });
  });

  it('joins the errors of an agent that has no answer', () => {
    const result = { terminal_reason: 'max_turns', errors: ['one', 'two'] };
    expect(judge(withResult(result))).toMatchObject({ message: 'one; two' });
  });
});
