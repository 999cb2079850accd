import { z } from 'zod';
import type { AgentEnd, RunnerNote } from '#shared/contracts/runner-protocol.js';
import type { TelemetryBodyOf, TokenUsage } from '#shared/contracts/telemetry.js';
import { flushText } from './text-chunks.js';
import { nothing, SETTLED, type Step, type TranslatorState } from './translator-state.js';

/** What the runner says of the agent's process. */
export function translateNote(state: TranslatorState, note: RunnerNote): Step {
  switch (note.type) {
    case 'agent_started': {
      // Whatever an earlier process left open, it will not end it.
      const { bodies } = flushText(state);
      return { state: { ...SETTLED, starting: { resumed: note.resumed } }, bodies };
    }
    case 'held': {
      const { yieldPoint } = note;
      return {
        state: { ...state, heldAt: yieldPoint },
        bodies: [{ type: 'Yielded', data: { yieldPoint, released: false } }],
      };
    }
    case 'released':
      return release(state);
    case 'agent_ended': {
      const { bodies } = flushText(state);
      const ended = { type: 'SessionEnded' as const, data: sessionEnd(note.end) };
      return { state: SETTLED, bodies: [...bodies, ended] };
    }
  }
}

function release(state: TranslatorState): Step {
  if (!state.heldAt) return nothing(state);
  return {
    state: { ...state, heldAt: undefined },
    bodies: [{ type: 'Yielded', data: { yieldPoint: state.heldAt, released: true } }],
  };
}

const count = z.int().nonnegative();

/** The agent's `result` line: cumulative figures of its process, by model. */
const AgentResult = z.object({
  total_cost_usd: z.number().optional(),
  num_turns: z.int().optional(),
  modelUsage: z
    .record(
      z.string(),
      z.object({
        inputTokens: count,
        outputTokens: count,
        cacheReadInputTokens: count,
        cacheCreationInputTokens: count,
      }),
    )
    .optional(),
});
type ModelUsage = NonNullable<z.infer<typeof AgentResult>['modelUsage']>;

function sessionEnd({ cause, result }: AgentEnd): TelemetryBodyOf<'SessionEnded'>['data'] {
  const figures = AgentResult.safeParse(result).data;
  return {
    cause,
    agentUsage: figures?.modelUsage ? sumUsage(figures.modelUsage) : null,
    agentCostUsd: figures?.total_cost_usd ?? null,
    turns: figures?.num_turns ?? null,
  };
}

function sumUsage(byModel: ModelUsage): TokenUsage {
  const sum = (field: keyof ModelUsage[string]): number =>
    Object.values(byModel).reduce((total, usage) => total + usage[field], 0);
  return {
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    cacheReadTokens: sum('cacheReadInputTokens'),
    cacheWriteTokens: sum('cacheCreationInputTokens'),
  };
}
