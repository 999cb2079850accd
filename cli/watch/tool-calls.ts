import { z } from 'zod';
import { page, type PhaseView, TimelineEntry } from '#shared/contracts/http.js';
import type { ApiClient } from '../api-client.js';

const Executed = z.object({
  tool: z.string(),
  input: z.object({ preview: z.string() }),
  success: z.boolean(),
  durationMs: z.number().nullable(),
});

export type ToolCall = z.infer<typeof Executed> & {
  readonly phaseId: string;
  readonly time: string;
};

/** Reads the tool calls of an execution's sessions as they come, each once. */
export class ToolCalls {
  readonly #cursors = new Map<string, string>();

  constructor(private readonly api: ApiClient) {}

  async next(phases: readonly PhaseView[]): Promise<ToolCall[]> {
    const calls: ToolCall[] = [];
    for (const { id, sessionId } of phases) {
      if (sessionId !== undefined) calls.push(...(await this.#read(id, sessionId)));
    }
    return calls;
  }

  async #read(phaseId: string, sessionId: string): Promise<ToolCall[]> {
    const calls: ToolCall[] = [];
    const path = `/api/v1/sessions/${sessionId}/timeline`;
    for (;;) {
      const query = { after: this.#cursors.get(sessionId), journalOnly: true };
      const found = await this.api.find(page(TimelineEntry), path, query);
      if (!found || found.items.length === 0) return calls;
      if (found.next !== undefined) this.#cursors.set(sessionId, found.next);
      for (const { type, time, data } of found.items) {
        const executed = type === 'ToolExecuted' ? Executed.safeParse(data).data : undefined;
        if (executed) calls.push({ ...executed, phaseId, time });
      }
      if (found.next === undefined) return calls;
    }
  }
}
