import { describe, expect, it } from '@jest/globals';
import { isLost } from '../../../../worker/agents/lost.js';

const answer = (statusCode: number, message: string) =>
  Object.assign(new Error(message), { statusCode });

describe('a lost container', () => {
  it.each([
    ['is gone', answer(404, 'no such container')],
    ['has ended', answer(409, 'container abc is not running')],
    [
      'ends this moment',
      answer(500, 'container not running - Container abc is not running: Exited'),
    ],
    ['cut the line', Object.assign(new Error('read'), { code: 'ECONNRESET' })],
  ])('%s', (_, error) => {
    expect(isLost(error)).toBe(true);
  });

  it('is not what the engine itself fails with', () => {
    expect(isLost(answer(500, 'no space left on device'))).toBe(false);
  });
});
