import { describe, expect, it } from '@jest/globals';
import { MessagesRequest } from '#shared/contracts/messages-api.js';
import { sceneOf } from '../../../model/scene.js';

const user = (content: unknown) => ({ role: 'user', content });
const assistant = (content: unknown) => ({ role: 'assistant', content });
const toolUse = (id: string) => assistant([{ type: 'tool_use', id, name: 'Bash', input: {} }]);
const toolResult = (id: string, content: unknown) =>
  user([{ type: 'tool_result', tool_use_id: id, content }]);
const scene = (...messages: unknown[]) =>
  sceneOf(MessagesRequest.parse({ model: 'claude-sonnet-5-5', messages }));

describe('scene', () => {
  it('reads the script and its arguments from the marker', () => {
    expect(scene(user('Do it. [[s=err status=529 times=2]]'))).toMatchObject({
      script: 'err',
      arguments: { status: '529', times: '2' },
      turn: 0,
    });
  });

  it('splits an argument at its first equals sign', () => {
    expect(scene(user('[[s=sh cmd=bHM=]]')).arguments).toEqual({ cmd: 'bHM=' });
  });

  it('follows the last marker', () => {
    expect(scene(user('[[s=tool]] then [[s=loop n=2]]')).script).toBe('loop');
    expect(scene(user('[[s=tool]]'), assistant('done'), user('[[s=think]]'))).toMatchObject({
      script: 'think',
      turn: 0,
    });
  });

  it('ignores a marker in the output of a tool', () => {
    const messages = [user('[[s=tool]]'), toolUse('t1'), toolResult('t1', '[[s=hang]]')];
    expect(scene(...messages)).toMatchObject({ script: 'tool', turn: 1 });
  });

  it('counts the answers since the marker', () => {
    const messages = [
      ...[user('hello'), assistant('hi'), user([{ type: 'text', text: '[[s=loop]]' }])],
      ...[toolUse('t1'), toolResult('t1', 'one'), toolUse('t2'), toolResult('t2', 'two')],
    ];
    expect(scene(...messages).turn).toBe(2);
  });

  it('does not count what the agent inserts when it resumes', () => {
    const messages = [user('[[s=loop]]'), assistant('No response requested.'), user('go on')];
    expect(scene(...messages).turn).toBe(0);
  });

  it('pairs tool results with their calls, in the order of the calls', () => {
    const calls = assistant([
      { type: 'tool_use', id: 'a', name: 'Bash', input: {} },
      { type: 'tool_use', id: 'b', name: 'Read', input: {} },
    ]);
    const results = user([
      { type: 'tool_result', tool_use_id: 'b', content: [{ type: 'text', text: 'second' }] },
      { type: 'tool_result', tool_use_id: 'a', content: 'first', is_error: true },
    ]);
    expect(scene(user('[[s=loop]]'), calls, results).results).toEqual([
      { tool: 'Bash', text: 'first', failed: true },
      { tool: 'Read', text: 'second', failed: false },
    ]);
  });

  it('looks around where no marker is', () => {
    expect(scene(user('Review the code.'))).toMatchObject({ script: 'look', turn: 0 });
  });

  it('accepts system messages between the others', () => {
    const system = { role: 'system', content: [{ type: 'text', text: '[[s=hang]]' }] };
    expect(scene(user('[[s=tool]]'), system, toolUse('t')).script).toBe('tool');
  });
});
