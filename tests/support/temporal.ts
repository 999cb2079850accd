import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env as variables } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { ExecutionInput } from '#shared/contracts/activities.js';
import {
  EXECUTION_WORKFLOW,
  SEARCH_ATTRIBUTES,
  TASK_QUEUES,
} from '#workflow-defs/execution/messages.js';
import { bundleWorkflows } from '../../infra/build/bundle-workflows.js';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The `temporal` executable that the set-up extracted; another one by TEMPORAL_CLI_PATH. */
export function temporalCli(): string {
  const path = variables.TEMPORAL_CLI_PATH ?? join(projectRoot, '.syn/bin/temporal');
  if (existsSync(path)) return path;
  throw new Error(`no temporal executable at ${path}: run npm test, or set TEMPORAL_CLI_PATH`);
}

/** A Temporal server of its own, as the stack configures it; `tearDown()` ends it. */
export function startTemporal(settings: readonly string[] = []): Promise<TestWorkflowEnvironment> {
  const dynamic = [
    'frontend.WorkerCommandsEnabled=true',
    'system.enableCancelActivityWorkerCommand=true',
    ...settings,
  ].flatMap((setting) => ['--dynamic-config-value', setting]);
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: temporalCli() },
      extraArgs: dynamic,
      searchAttributes: Object.values(SEARCH_ATTRIBUTES).map((name) =>
        defineSearchAttributeKey(name, 'KEYWORD'),
      ),
    },
  });
}

/** Once per process and before anything else of the SDK. */
export function quietRuntime(): void {
  Runtime.install({
    logger: new DefaultLogger('ERROR'),
    shutdownSignals: [],
    telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
  });
}

/** Code of the workflow bundle, built from the sources below `root` as the product's build does it. */
export async function workflowBundle(root = projectRoot): Promise<{ code: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'syn-bundle-'));
  try {
    await bundleWorkflows(root, directory);
    return { code: await readFile(join(directory, 'workflow-bundle.js'), 'utf8') };
  } finally {
    await rm(directory, { recursive: true });
  }
}

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
export const newExecutionId = (): string =>
  `exe-${Array.from(randomBytes(20), (byte) => ALPHABET[byte % ALPHABET.length]).join('')}`;

export const startExecution = (client: Client, input: ExecutionInput) =>
  client.workflow.start(EXECUTION_WORKFLOW, {
    workflowId: input.executionId,
    taskQueue: TASK_QUEUES.main,
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    args: [input],
  });
