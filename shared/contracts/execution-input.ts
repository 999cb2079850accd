import { z } from 'zod';
import { UploadId } from './ids.js';
import { ObjectRef } from './object-ref.js';
import { InputValue } from './workflow-definition.js';

/** What the user handed to one execution, as it lies in the object store (`executions/<id>/input-<hash>.json`). */
export const ExecutionInputDocument = z.object({
  arguments: z.string(),
  /** Every input of the definition that has a value, defaults filled in. */
  inputs: z.record(z.string(), InputValue),
  folder: z.object({ uploadId: UploadId, tar: ObjectRef }).optional(),
});
export type ExecutionInputDocument = z.infer<typeof ExecutionInputDocument>;
