import { createHash } from 'node:crypto';
import type { ExecutionInputDocument } from '#shared/contracts/execution-input.js';
import type { ExecutionStarted, StartExecution } from '#shared/contracts/http.js';
import type { ExecutionId } from '#shared/contracts/ids.js';
import type { WorkflowDefinition } from '#shared/contracts/workflow-definition.js';
import { resolveInputs } from '#shared/definitions/resolve-inputs.js';
import { clipText } from '#shared/domain/execution/clip-text.js';
import { foldExecution } from '#shared/domain/execution/execution-view.js';
import { planPhases } from '#shared/domain/execution/plan-phases.js';
import { findStartableWorkflow } from '#shared/workflows/find-workflow.js';
import type { ApiDependencies } from '../../dependencies.js';
import {
  FolderNotUsableError,
  IdempotencyKeyReusedError,
  InvalidInputsError,
} from '../../errors.js';
import type { NewRun } from '../../temporal/execution-runs.js';
import { uploadedFolder } from '../uploads/stored-upload.js';
import { executionIdFor } from './execution-id.js';

const PREVIEW_BYTES = 200;

/** Starts the execution, or finds the one that the same request started before. */
export async function startRun(
  deps: ApiDependencies,
  request: StartExecution,
  idempotencyKey: string | undefined,
): Promise<ExecutionStarted> {
  const id = executionIdFor(idempotencyKey);
  const fingerprint = sha256(canonicalRequest(request));
  const known = idempotencyKey === undefined ? undefined : await knownRun(deps, id, fingerprint);
  if (known) return known;
  const outcome = await deps.runs.start(await prepare(deps, id, { request, fingerprint }));
  if (outcome === 'started') return { id, state: 'NOT_STARTED' };
  // Another request with the same key was faster.
  return (await knownRun(deps, id, fingerprint)) ?? { id, state: 'NOT_STARTED' };
}

async function knownRun(
  { runs, store }: ApiDependencies,
  id: ExecutionId,
  fingerprint: string,
): Promise<ExecutionStarted | undefined> {
  const [known, events] = await Promise.all([runs.find(id), store.readStream(id)]);
  // Temporal forgets a closed run, its stream stays: another run under this id would be taken for a reset.
  if (!known && events.length === 0) return undefined;
  if (known && known.fingerprint !== fingerprint) throw new IdempotencyKeyReusedError(id);
  return { id, state: foldExecution(events)?.state ?? 'NOT_STARTED' };
}

async function prepare(
  { store, objects }: ApiDependencies,
  id: ExecutionId,
  { request, fingerprint }: { request: StartExecution; fingerprint: string },
): Promise<NewRun> {
  const { definition, pin } = await findStartableWorkflow(store, request.workflowId);
  const document = await inputDocument(objects, definition, request);
  // Named by its content: requests that race under one key never replace each other's input.
  const text = JSON.stringify(document);
  const key = `executions/${id}/input-${sha256(text).slice(0, 16)}.json`;
  const input = await objects.put(key, text, { contentType: 'application/json' });
  return {
    fingerprint,
    repository: definition.repository?.url,
    input: {
      executionId: id,
      definition: pin,
      name: definition.name,
      input,
      argumentsPreview: clipText(document.arguments, PREVIEW_BYTES),
      phases: planPhases(definition),
    },
  };
}

async function inputDocument(
  objects: ApiDependencies['objects'],
  definition: WorkflowDefinition,
  { arguments: given = '', inputs = {}, folder }: StartExecution,
): Promise<ExecutionInputDocument> {
  const { values, problems } = resolveInputs(definition, inputs);
  if (problems) throw new InvalidInputsError(problems);
  const document = { arguments: given, inputs: values };
  if (folder === undefined) return document;
  if (definition.repository) {
    throw new FolderNotUsableError(
      `workflow ${definition.id} clones ${definition.repository.url}, so it takes no folder; leave "folder" out`,
    );
  }
  return { ...document, folder: await uploadedFolder(objects, folder) };
}

function canonicalRequest({
  workflowId,
  arguments: given,
  inputs,
  folder,
}: StartExecution): string {
  const sorted = Object.entries(inputs ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([workflowId, given ?? '', sorted, folder ?? null]);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
