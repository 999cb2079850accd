import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { executionId, sessionId } from '../../support/execution-fixtures.js';
import { TestApi } from '../../support/test-api.js';

const id = `art-${'0'.repeat(24)}`;
const bytes = Buffer.from([0, 255, 13, 10, 128]);

describe('artifacts over HTTP', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
    const key = `executions/${executionId}/artifacts/${id}`;
    const { sha256, size } = await api.objects.put(key, bytes, { contentType: 'image/png' });
    api.artifacts.set(id, {
      ...{ id, executionId, phaseId: 'one', sessionId, path: 'charts/übersicht.png', key },
      ...{ sha256, size, contentType: 'image/png', storedAt: '2026-01-01T00:00:00.000Z' },
    });
  });
  afterAll(async () => {
    await api[Symbol.asyncDispose]();
  });

  it('are described without their place in the store', async () => {
    const view = (await (await api.fetch(`/api/v1/artifacts/${id}`)).json()) as object;
    expect(view).toMatchObject({ id, path: 'charts/übersicht.png', size: 5 });
    expect(view).not.toHaveProperty('key');
  });

  it('come byte for byte, as a download that runs nothing', async () => {
    const response = await api.fetch(`/api/v1/artifacts/${id}/content`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.get('Content-Type')).toBe('image/png');
    expect(response.headers.get('Content-Security-Policy')).toContain('sandbox');
    expect(response.headers.get('Content-Disposition')).toMatch(/^attachment;/);
  });

  it('are not sent again to who has them', async () => {
    const first = await api.fetch(`/api/v1/artifacts/${id}/content`);
    // `fetch` says no-cache beside If-None-Match unless it is told otherwise.
    const headers = {
      'If-None-Match': first.headers.get('ETag') ?? '',
      'Cache-Control': 'max-age=0',
    };
    expect((await api.fetch(`/api/v1/artifacts/${id}/content`, { headers })).status).toBe(304);
  });

  it('that do not exist are not found', async () => {
    expect((await api.fetch(`/api/v1/artifacts/art-${'1'.repeat(24)}`)).status).toBe(404);
  });
});
