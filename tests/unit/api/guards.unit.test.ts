import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApi } from '../../support/test-api.js';

describe('the doors of the API', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(async () => {
    await api[Symbol.asyncDispose]();
  });

  /** `fetch` does not let a client choose its Host header. */
  const statusForHost = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${api.url}/healthz`, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });

  it('answers without a key whether it is alive, and nothing else', async () => {
    const headers = { Authorization: '' };
    expect((await api.fetch('/healthz', { headers })).status).toBe(200);
    for (const path of ['/readyz', '/openapi.json', '/api/v1/workflows', '/nowhere']) {
      const response = await api.fetch(path, { headers });
      expect(response.status).toBe(401);
      expect(response.headers.get('WWW-Authenticate')).toBe('Bearer');
      expect(await response.json()).toMatchObject({ code: 'unauthorized', status: 401 });
    }
  });

  it('refuses a wrong key', async () => {
    const response = await api.fetch('/readyz', { headers: { Authorization: 'Bearer wrong' } });
    expect(response.status).toBe(401);
  });

  it('answers known hosts only, with or without a port', async () => {
    expect(await statusForHost('127.0.0.1')).toBe(200);
    expect(await statusForHost('127.0.0.1:9999')).toBe(200);
    expect(await statusForHost('[::1]:8137')).toBe(200);
    expect(await statusForHost('syn.example:443')).toBe(200);
    expect(await statusForHost('evil.example:8137')).toBe(421);
  });

  it('refuses a body that is not JSON, because a form can send one', async () => {
    const response = await api.fetch('/api/v1/executions', {
      method: 'POST',
      body: '{"workflowId":"demo"}',
      headers: { 'Content-Type': 'text/plain' },
    });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ code: 'unsupported_content_type' });
  });

  it.each([
    ['{', 400, 'invalid_request'],
    [JSON.stringify({ workflowId: 'Bad Id' }), 400, 'invalid_request'],
    [JSON.stringify({ workflowId: 'demo', extra: 1 }), 400, 'invalid_request'],
    [JSON.stringify({ workflowId: 'x'.repeat(5_000_000) }), 413, 'body_too_large'],
  ])('refuses a body that does not fit', async (body, status, code) => {
    const response = await api.fetch('/api/v1/executions', {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json' },
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('Content-Type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ code, status });
  });

  it('names an endpoint that does not exist', async () => {
    const response = await api.fetch('/api/v1/workflow');
    expect(await response.json()).toMatchObject({
      status: 404,
      detail: 'endpoint GET /api/v1/workflow does not exist',
    });
  });

  it('says which server is down', async () => {
    api.runs.down = true;
    const response = await api.fetch('/readyz');
    api.runs.down = false;
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ status: 'not ready', servers: { temporal: 'down' } });
    expect((await api.fetch('/readyz')).status).toBe(200);
  });

  it('describes every endpoint by OpenAPI', async () => {
    const document = (await (await api.fetch('/openapi.json')).json()) as { paths: object };
    expect(Object.keys(document.paths).sort()).toEqual([
      '/api/v1/artifacts/{id}',
      '/api/v1/artifacts/{id}/content',
      '/api/v1/executions',
      '/api/v1/executions/{id}',
      '/api/v1/executions/{id}/events',
      '/api/v1/sessions/{id}',
      '/api/v1/sessions/{id}/conversation',
      '/api/v1/sessions/{id}/timeline',
      '/api/v1/uploads',
      '/api/v1/workflows',
      '/api/v1/workflows/validate',
      '/api/v1/workflows/{id}',
    ]);
  });
});
