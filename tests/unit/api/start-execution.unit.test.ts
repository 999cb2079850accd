import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pack } from 'tar-stream';
import { collect } from '../../support/collect.js';
import { startData } from '../../support/execution-fixtures.js';
import { packageOf, TestApi } from '../../support/test-api.js';

const inputs = 'inputs:\n  - name: topic\n    required: true\n';

describe('starting an execution over HTTP', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
    await api.post('/api/v1/workflows', packageOf('demo', inputs));
    await api.post('/api/v1/workflows', packageOf('plain'));
    const cloning = packageOf('cloning', 'repository:\n  url: https://example.org/a.git\n');
    await api.post('/api/v1/workflows', cloning);
  });
  afterAll(async () => {
    await api[Symbol.asyncDispose]();
  });

  const start = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await api.post('/api/v1/executions', body, headers);
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };

  it('hands the pinned definition and a reference to the input to Temporal', async () => {
    const body = { workflowId: 'demo', arguments: 'the question', inputs: { topic: 'rust' } };
    const started = await start(body);
    expect(started).toMatchObject({ status: 202, body: { state: 'NOT_STARTED' } });
    const run = api.runs.started.get(started.body.id ?? '');
    expect(run?.input).toMatchObject({
      definition: { workflowId: 'demo', version: 1 },
      argumentsPreview: 'the question',
      phases: [{ phaseId: 'one', model: 'sonnet', timeoutSeconds: 3600 }],
    });
    expect(JSON.parse(await api.objects.getText(run?.input.input.key ?? ''))).toEqual({
      arguments: 'the question',
      inputs: { topic: 'rust' },
    });
  });

  it('is shown as not started until its first event', async () => {
    const { body } = await start({ workflowId: 'plain' });
    const shown = await api.fetch(`/api/v1/executions/${body.id ?? ''}`);
    expect(await shown.json()).toMatchObject({ state: 'NOT_STARTED', phases: [{ id: 'one' }] });
  });

  it('starts once for one key, and tells a repeated request from another one', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const body = { workflowId: 'demo', inputs: { topic: 'rust' } };
    const [first, second] = await Promise.all([start(body, headers), start(body, headers)]);
    expect(second).toEqual(first);
    const other = await start({ ...body, inputs: { topic: 'zig' } }, headers);
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
  });

  it('does not start again what Temporal has forgotten meanwhile', async () => {
    const headers = { 'Idempotency-Key': 'long ago' };
    const { body } = await start({ workflowId: 'plain' }, headers);
    const id = body.id ?? '';
    await api.record(id, { type: 'ExecutionStarted', data: { ...startData(1), executionId: id } });
    api.runs.started.clear();
    const repeated = await start({ workflowId: 'plain' }, headers);
    expect(repeated).toMatchObject({ status: 202, body: { id, state: 'RUNNING' } });
    expect(api.runs.started.size).toBe(0);
  });

  it.each([
    [{ workflowId: 'nowhere' }, 404, 'workflow_not_found'],
    [{ workflowId: 'demo' }, 422, 'invalid_inputs'],
    [{ workflowId: 'plain', folder: `upl-${'0'.repeat(32)}` }, 422, 'folder_not_usable'],
    [{ workflowId: 'cloning', folder: `upl-${'0'.repeat(32)}` }, 422, 'folder_not_usable'],
  ])('refuses %j', async (body, status, code) => {
    expect(await start(body)).toMatchObject({ status, body: { code } });
  });

  const upload = (body: Uint8Array | string) =>
    api.fetch('/api/v1/uploads', {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/x-tar' },
    });

  const tar = async (size: number) => {
    const archive = pack();
    archive.entry({ name: 'folder', type: 'directory' });
    archive.entry({ name: 'folder/a.txt' }, Buffer.alloc(size, 'a'));
    archive.finalize();
    return buffer(archive);
  };

  it('takes an uploaded folder', async () => {
    const response = await upload(await tar(1000));
    expect(response.status).toBe(201);
    const uploaded = (await response.json()) as { id: string; files: number };
    expect(uploaded.files).toBe(1);
    const { body } = await start({ workflowId: 'plain', folder: uploaded.id });
    const key = api.runs.started.get(body.id ?? '')?.input.input.key ?? '';
    expect(JSON.parse(await api.objects.getText(key))).toMatchObject({
      folder: { uploadId: uploaded.id, tar: { key: `uploads/${uploaded.id}.tar` } },
    });
  });

  it.each([
    {
      what: 'what is no tar',
      make: () => Promise.resolve(Buffer.alloc(2048, 'x')),
      answer: { status: 422, code: 'invalid_upload' },
    },
    {
      what: 'an empty tar',
      make: () => Promise.resolve(Buffer.alloc(1024)),
      answer: { status: 422, code: 'invalid_upload' },
    },
    {
      what: 'a tar that ends early',
      make: async () => (await tar(5000)).subarray(0, 3000),
      answer: { status: 422, code: 'invalid_upload' },
    },
    {
      what: 'a tar that is too large',
      make: () => tar(70_000),
      answer: { status: 413, code: 'upload_too_large' },
    },
  ])('refuses $what and keeps nothing of it', async ({ make, answer }) => {
    const before = await collect(api.objects.list('uploads/'));
    const response = await upload(await make());
    expect(await response.json()).toMatchObject(answer);
    expect(await collect(api.objects.list('uploads/'))).toEqual(before);
  });
});
