import { describe, expect, it } from '@jest/globals';
import { parseServices } from '../../../../infra/setup/list-services.js';

const row = { Service: 'api', State: 'running', Health: 'healthy', ExitCode: 0, Image: 'i' };
const api = { service: 'api', state: 'running', health: 'healthy', exitCode: 0, image: 'i' };

describe('services of a stack', () => {
  it('are read from one line of JSON each', () => {
    const text = `${JSON.stringify(row)}\n${JSON.stringify({ ...row, Service: 'worker' })}\n`;
    expect(parseServices(text)).toEqual([api, { ...api, service: 'worker' }]);
  });

  it('are read from an array as well', () => {
    expect(parseServices(JSON.stringify([row]))).toEqual([api]);
  });

  it('are none when nothing was started', () => {
    expect(parseServices('')).toEqual([]);
  });
});
