import { describe, expect, it } from '@jest/globals';
import type { AgentMessage } from '../../../runner/agent-message.js';
import type { HookName } from '../../../runner/claude-command.js';
import { Gate } from '../../../runner/gate.js';

function gateWithLog(): { gate: Gate; log: string[] } {
  const log: string[] = [];
  const gate = new Gate(
    (requestId) => log.push(`answer ${requestId}`),
    (yieldPoint) => log.push(`held ${yieldPoint}`),
  );
  return { gate, log };
}

const hook = (requestId: string, name: HookName, more = {}): AgentMessage => ({
  type: 'hook',
  hook: { requestId, name, toolUseIds: [], answer: '', ...more },
});
const mirrored = (...entries: Record<string, unknown>[]): AgentMessage => ({
  type: 'mirrored',
  file: 'session.jsonl',
  entries,
});
const toolResult = (id: string) => ({
  type: 'user',
  message: { content: [{ type: 'tool_result', tool_use_id: id }] },
});
const answered = (text: string) => ({
  type: 'assistant',
  message: { content: [{ type: 'text', text }] },
});

describe('the gate', () => {
  it('lets every hook pass while it is open', () => {
    const { gate, log } = gateWithLog();
    gate.observe(hook('a', 'PreToolUse'));
    gate.observe(hook('b', 'PostToolBatch', { toolUseIds: ['t1'] }));
    gate.observe(hook('c', 'Stop'));
    expect(log).toEqual(['answer a', 'answer b', 'answer c']);
  });

  it('holds after tools only when every result is mirrored', () => {
    const { gate, log } = gateWithLog();
    gate.close();
    gate.observe(hook('b', 'PostToolBatch', { toolUseIds: ['t1', 't2'] }));
    gate.observe(mirrored(toolResult('t1')));
    expect(log).toEqual([]);
    gate.observe(mirrored(toolResult('t2')));
    expect(log).toEqual(['held after_tools']);
    expect(gate.open()).toBe(true);
    expect(log).toEqual(['held after_tools', 'answer b']);
  });

  it('holds before tools when the answer has been received whole', () => {
    const { gate, log } = gateWithLog();
    gate.observe({ type: 'answer_began' });
    gate.close();
    gate.observe(hook('a', 'PreToolUse'));
    gate.observe(hook('b', 'PreToolUse'));
    expect(log).toEqual([]);
    gate.observe({ type: 'answer_ended' });
    gate.open();
    expect(log).toEqual(['held before_tools', 'answer a', 'answer b']);
  });

  it('holds after the final answer when that is mirrored', () => {
    const { gate, log } = gateWithLog();
    gate.close();
    gate.observe(hook('c', 'Stop', { answer: 'Done.' }));
    gate.observe(mirrored(answered('Not yet.')));
    expect(gate.held).toBeUndefined();
    gate.observe(mirrored(answered('Done.\n')));
    expect(log).toEqual(['held after_answer']);
  });

  it('does not hold at hooks that are no yield point', () => {
    const { gate, log } = gateWithLog();
    gate.close();
    gate.observe(hook('p', 'PostToolUse'));
    expect(log).toEqual(['answer p']);
  });

  it('forgets a hook that the agent gave up', () => {
    const { gate, log } = gateWithLog();
    gate.close();
    gate.observe(hook('b', 'PostToolBatch'));
    gate.observe({ type: 'hook_cancelled', requestId: 'b' });
    expect(gate.held).toBeUndefined();
    expect(gate.open()).toBe(false);
    expect(log).toEqual(['held after_tools']);
  });
});
