import type { WorkflowPackage } from '#shared/contracts/http.js';
import type { WorkflowDefinition } from '#shared/contracts/workflow-definition.js';
import { parsePackage } from '#shared/definitions/parse-package.js';
import { InvalidWorkflowError } from '../../errors.js';

/** Errors: InvalidWorkflowError with every problem and its place. */
export function readPackage(pkg: WorkflowPackage): WorkflowDefinition {
  const { definition, issues } = parsePackage(pkg);
  if (issues) throw new InvalidWorkflowError(issues);
  return definition;
}
