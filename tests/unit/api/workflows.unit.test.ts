import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packageOf, TestApi } from '../../support/test-api.js';

describe('workflows over HTTP', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(async () => {
    await api[Symbol.asyncDispose]();
  });

  it('are created once, however often the same package is applied', async () => {
    const first = await api.post('/api/v1/workflows', packageOf('demo'));
    const again = await api.post('/api/v1/workflows', packageOf('demo'));
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(await first.json()).toMatchObject({ id: 'demo', version: 1, archived: false });
    expect(await again.json()).toMatchObject({ id: 'demo', version: 1 });
  });

  it('get a new version when they change', async () => {
    await api.post('/api/v1/workflows', packageOf('changing'));
    await api.post('/api/v1/workflows', packageOf('changing', 'description: More.\n'));
    const shown = await api.fetch('/api/v1/workflows/changing');
    expect(await shown.json()).toMatchObject({ version: 2, description: 'More.' });
  });

  it('are refused with the places of all problems, and not stored', async () => {
    const response = await api.post('/api/v1/workflows', packageOf('faulty', 'colour: red\n'));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: 'invalid_workflow',
      issues: [{ file: 'workflow.yaml', line: 3, column: 1 }],
    });
    expect((await api.fetch('/api/v1/workflows/faulty')).status).toBe(404);
  });

  it('are validated without being stored', async () => {
    const response = await api.post('/api/v1/workflows/validate', packageOf('only-checked'));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ phases: [{ model: 'sonnet' }] });
    expect((await api.fetch('/api/v1/workflows/only-checked')).status).toBe(404);
  });
});
