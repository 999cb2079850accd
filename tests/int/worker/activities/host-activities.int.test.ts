import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pack } from 'tar-stream';
import { createHostActivities } from '../../../../worker/activities/host-activities.js';
import { shell } from '../../../support/agent-spec.js';
import { newExecutionId, TestInstallation } from '../../../support/docker.js';
import { ActivityCancelledError, TestControl, TestExecution } from '../../../support/host-parts.js';
import { InMemoryObjectStore } from '../../../support/in-memory-object-store.js';
import { until } from '../../../support/until.js';

let installation: TestInstallation;

beforeAll(async () => {
  installation = await TestInstallation.start();
});
afterAll(async () => {
  await installation[Symbol.asyncDispose]();
});

function activitiesOf(execution: TestExecution, control?: TestControl) {
  return createHostActivities(execution.dependencies(installation.host(), control));
}

function execution(definition: object): TestExecution {
  return new TestExecution(newExecutionId(), definition);
}

function folder(objectStore: InMemoryObjectStore, files: Readonly<Record<string, string>>) {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  return objectStore.put('uploads/folder.tar', Readable.from(tar, { objectMode: false }), {
    contentType: 'application/x-tar',
  });
}

describe('the activities of a host', () => {
  it('run two phases, the second with what the first one made', async () => {
    const test = execution({
      phases: [
        {
          id: 'first',
          prompt: shell(
            'mkdir -p artifacts/a; printf "\\0\\377" > artifacts/a/raw.bin; echo "# Made" > artifacts/output.md',
          ),
        },
        {
          id: 'second',
          prompt: `{{first}} ${shell('cat inputs/first/output.md; wc -c < inputs/first/a/raw.bin; ls artifacts')}`,
        },
      ],
    });
    const host = activitiesOf(test);
    await host.setUpWorkspace(await test.workspaceRequest());
    const first = await test.phaseRequest('first');
    const made = await host.runPhase(first);
    expect(made).toMatchObject({ outcome: 'completed' });
    if (made.outcome !== 'completed') return;
    expect(await test.objectStore.getText(made.output.key)).toBe('# Made\n');
    expect(made.artifacts.artifacts.map(({ path }) => path)).toEqual(['a/raw.bin', 'output.md']);
    const second = await test.phaseRequest('second', [first]);
    expect(await host.runPhase(second)).toMatchObject({
      outcome: 'completed',
      artifacts: { artifacts: [] },
    });
    const prompt = await test.objectStore.getText(
      `executions/${test.executionId}/sessions/${second.sessionId}/prompt.md`,
    );
    expect(prompt).toContain('# Made');
    const tools = test.telemetry.events.filter(
      ({ type, sessionId }) => type === 'ToolExecuted' && sessionId === second.sessionId,
    );
    expect(JSON.stringify(tools)).toMatch(/# Made\W+n2\b/);
    expect(await host.runPhase(first)).toEqual(made);
    await host.tearDownWorkspace(await test.workspaceRequest());
    const left = await installation.host().list();
    expect(left.map(({ executionId }) => executionId)).not.toContain(test.executionId);
  });

  it('leave the agent to the next worker, which goes on with no record lost or told twice', async () => {
    const test = execution({ phases: [{ id: 'only', prompt: 'Go. [[s=loop n=6]]' }] });
    const control = new TestControl(1);
    const host = activitiesOf(test, control);
    await host.setUpWorkspace(await test.workspaceRequest());
    const request = await test.phaseRequest('only');
    const driving = host.runPhase(request);
    await until(() => test.telemetry.events.some(({ type }) => type === 'ToolExecuted'));
    control.leave();
    await expect(driving).rejects.toThrow('told to end');
    const result = await activitiesOf(test, new TestControl(2)).runPhase(request);
    expect(result).toMatchObject({ outcome: 'completed' });
    const executed = test.telemetry.events.filter(({ type }) => type === 'ToolExecuted');
    expect(executed).toHaveLength(6);
    const started = test.telemetry.events.filter(({ type }) => type === 'SessionStarted');
    expect(started).toHaveLength(1);
  });

  it('go on in a new container when the old one is killed', async () => {
    const test = execution({ phases: [{ id: 'only', prompt: 'Go. [[s=loop n=6]]' }] });
    const host = activitiesOf(test);
    await host.setUpWorkspace(await test.workspaceRequest());
    const request = await test.phaseRequest('only');
    const driving = host.runPhase(request);
    await until(() => test.telemetry.events.some(({ type }) => type === 'ToolExecuted'));
    await installation.container(test.executionId, 'agent').kill();
    expect(await driving).toMatchObject({ outcome: 'completed' });
  });

  it('end the agent when the execution is cancelled', async () => {
    const test = execution({ phases: [{ id: 'only', prompt: shell('sleep 100') }] });
    const control = new TestControl();
    const host = activitiesOf(test, control);
    await host.setUpWorkspace(await test.workspaceRequest());
    const driving = host.runPhase(await test.phaseRequest('only'));
    await until(() => test.telemetry.events.some(({ type }) => type === 'ToolStarted'));
    control.cancel();
    await expect(driving).rejects.toThrow(ActivityCancelledError);
    const processes = (await installation.container(test.executionId, 'agent').top()) as unknown;
    expect(JSON.stringify(processes)).not.toContain('claude');
  });

  it('put the uploaded folder and what the setup commands make into the workspace', async () => {
    const objectStore = new InMemoryObjectStore();
    const tar = await folder(objectStore, { 'README.md': 'hello folder\n' });
    const uploadId = `upl-${'0'.repeat(32)}`;
    const definition = {
      setup: [
        'echo installed > tool.txt',
        'git init -q . && git add -A && git -c user.name=t -c user.email=t@t commit -qm first',
      ],
      phases: [
        { id: 'only', prompt: shell('cat README.md tool.txt; touch x; git status --short') },
      ],
    };
    const input = { folder: { uploadId, tar } };
    const test = new TestExecution(newExecutionId(), definition, { input, objectStore });
    const host = activitiesOf(test);
    const { commit } = await host.setUpWorkspace(await test.workspaceRequest());
    expect(commit).toMatch(/^[0-9a-f]{40}$/);
    expect(await host.setUpWorkspace(await test.workspaceRequest())).toMatchObject({ commit });
    await host.runPhase(await test.phaseRequest('only'));
    const tool = test.telemetry.events.find(({ type }) => type === 'ToolExecuted');
    expect(JSON.stringify(tool)).toMatch(/hello folder\W+ninstalled\W+n\?\? x/);
    for (const role of ['setup', 'setup-sidecar']) {
      await expect(installation.container(test.executionId, role).inspect()).rejects.toThrow('404');
    }
  });

  it('say why a setup failed, and leave nothing of it running', async () => {
    const test = execution({
      setup: ['echo before', 'echo no such tool >&2; exit 7'],
      phases: [{ id: 'only', prompt: 'x' }],
    });
    const setUp = activitiesOf(test).setUpWorkspace(await test.workspaceRequest());
    await expect(setUp).rejects.toMatchObject({
      code: 'setup_failed',
      message: expect.stringMatching(
        /exit 7" failed with exit code 7:\n.*no such tool/s,
      ) as unknown,
    });
    const output = test.telemetry.events.filter(({ type }) => type === 'SetupOutput');
    expect(output.map((event) => (event as { data: { text: string } }).data.text)).toContain(
      'before',
    );
  });

  it('refuse to clone from a private address unless it is named', async () => {
    const test = execution({
      repository: { url: 'http://gateway:8139/repo.git' },
      phases: [{ id: 'only', prompt: 'x' }],
    });
    const setUp = activitiesOf(test).setUpWorkspace(await test.workspaceRequest());
    await expect(setUp).rejects.toMatchObject({
      message: expect.stringContaining('403') as unknown,
    });
    const named = installation.host({ privateHosts: ['gateway'] });
    const again = createHostActivities(test.dependencies(named));
    await expect(again.setUpWorkspace(await test.workspaceRequest())).rejects.toMatchObject({
      message: expect.stringContaining('not found') as unknown,
    });
  });
});
