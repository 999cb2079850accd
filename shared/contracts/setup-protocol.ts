import { z } from 'zod';
import { RepositoryDefinition } from './workflow-definition.js';

/** What a worker tells the setup container on its stdin, as one JSON document. */
export const SetupSpec = z.object({
  repository: RepositoryDefinition.optional(),
  commands: z.array(z.string()),
  /** For all of it: clone and commands. */
  timeoutMs: z.int().positive(),
});
export type SetupSpec = z.infer<typeof SetupSpec>;

/** What the setup container answers, one JSON document a line; the last is `done` or `failed`. */
export const SetupReport = z.discriminatedUnion('type', [
  z.object({ type: z.literal('command'), command: z.string() }),
  z.object({ type: z.literal('output'), stream: z.enum(['out', 'err']), text: z.string() }),
  z.object({ type: z.literal('done'), commit: z.string().optional() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type SetupReport = z.infer<typeof SetupReport>;
