import { Readable } from 'node:stream';
import type { PhaseRequest } from '#shared/contracts/activities.js';
import { ExecutionInputDocument } from '#shared/contracts/execution-input.js';
import type { AgentSpec } from '#shared/contracts/runner-protocol.js';
import {
  DEFAULT_TOOLS,
  type PhaseDefinition,
  type WorkflowDefinition,
} from '#shared/contracts/workflow-definition.js';
import { renderPrompt } from '#shared/definitions/render-prompt.js';
import { invariant } from '#shared/domain/invariant.js';
import { loadDefinition } from '#shared/event-store/load-definition.js';
import { signModelKey } from '#shared/model-keys/model-key.js';
import { workspaceInstructions } from '../agents/instructions.js';
import { sessionKey } from '../artifacts/object-keys.js';
import { readPhaseResult } from '../artifacts/phase-results.js';
import type { WorkspaceFile } from '../workspaces/workspace-host.js';
import type { HostDependencies } from './host-dependencies.js';

type PlanDependencies = Pick<HostDependencies, 'store' | 'objectStore' | 'keySecret'>;
type CompletedPhase = Awaited<ReturnType<typeof completedPhases>>[number];

export type PhasePlan = {
  readonly spec: AgentSpec;
  /** Opens the outputs and artifacts of earlier phases, one after the other. */
  readonly inputs: () => AsyncIterable<WorkspaceFile>;
};

/** Everything that the phase's agent is given. The same request always makes the same plan. */
export async function planPhase(deps: PlanDependencies, request: PhaseRequest): Promise<PhasePlan> {
  const definition = await loadDefinition(deps.store, request.definition);
  const phase = definition.phases.find(({ id }) => id === request.phaseId);
  invariant(phase, `workflow ${definition.id} has no phase ${request.phaseId}`);
  const earlier = await completedPhases(deps, request);
  const prompt = await preparePrompt(deps, { definition, request, earlier });
  return {
    spec: agentSpec(deps, { definition, phase, request, prompt }),
    inputs: () => inputFiles(deps, earlier),
  };
}

function agentSpec(
  { keySecret }: PlanDependencies,
  {
    definition,
    phase,
    request,
    prompt,
  }: {
    readonly definition: WorkflowDefinition;
    readonly phase: PhaseDefinition;
    readonly request: PhaseRequest;
    readonly prompt: string;
  },
): AgentSpec {
  const { executionId, phaseId, sessionId } = request;
  const apiKey = signModelKey(
    {
      executionId,
      phaseId,
      sessionId,
      models: [...new Set(definition.phases.map(({ model }) => model))],
      ...(phase.max_tokens !== undefined && { maxOutputTokens: phase.max_tokens }),
    },
    keySecret,
  );
  return {
    phaseId,
    sessionId,
    model: phase.model,
    prompt,
    instructions: workspaceInstructions(request.earlier.map((done) => done.phaseId)),
    allowedTools: [...(phase.allowed_tools ?? DEFAULT_TOOLS)],
    maxTurns: phase.max_turns,
    timeoutMs: phase.timeout_seconds * 1000,
    apiKey,
  };
}

async function completedPhases({ objectStore }: PlanDependencies, request: PhaseRequest) {
  return Promise.all(
    request.earlier.map(async ({ phaseId, sessionId }) => {
      const session = { executionId: request.executionId, sessionId };
      const result = await readPhaseResult({ objectStore }, session);
      invariant(result?.outcome === 'completed', `earlier phase ${phaseId} has no result`);
      return { phaseId, ...result };
    }),
  );
}

/** Renders the prompt and keeps it with the session, where a person looks for what the agent was told. */
async function preparePrompt(
  { objectStore }: PlanDependencies,
  {
    definition,
    request,
    earlier,
  }: {
    readonly definition: WorkflowDefinition;
    readonly request: PhaseRequest;
    readonly earlier: readonly CompletedPhase[];
  },
): Promise<string> {
  const document = ExecutionInputDocument.parse(
    JSON.parse(await objectStore.getText(request.input.key)),
  );
  const outputs = await Promise.all(
    earlier.map(
      async ({ phaseId, output }) => [phaseId, await objectStore.getText(output.key)] as const,
    ),
  );
  const prompt = renderPrompt(definition, request.phaseId, {
    executionId: request.executionId,
    arguments: document.arguments,
    inputs: document.inputs,
    outputs: new Map(outputs),
  });
  await objectStore.put(sessionKey(request, 'prompt.md'), prompt, { contentType: 'text/markdown' });
  return prompt;
}

async function* inputFiles(
  { objectStore }: PlanDependencies,
  earlier: readonly CompletedPhase[],
): AsyncGenerator<WorkspaceFile> {
  for (const { phaseId, output, artifacts } of earlier) {
    const files = artifacts.map(({ path, object }) => ({ path, object }));
    const hasOutput = files.some(({ path }) => path === OUTPUT_FILE);
    if (!hasOutput) files.push({ path: OUTPUT_FILE, object: output });
    for (const { path, object } of files) {
      // An empty object has no stream worth opening.
      const content = object.size === 0 ? Readable.from([]) : await objectStore.get(object.key);
      yield { path: `${phaseId}/${path}`, size: object.size, content };
    }
  }
}

/** The file below `artifacts/` that an agent writes when its result is more than its final answer. */
export const OUTPUT_FILE = 'output.md';
