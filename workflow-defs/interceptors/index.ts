import { workflowInfo, type WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { EXECUTION_WORKFLOW } from '../execution/messages.js';
import { inbound } from './inbound.js';
import { outbound } from './outbound.js';

/** Loaded by name from the bundle. What they schedule stands in histories: a change takes `patched()`. */
export const interceptors: WorkflowInterceptorsFactory = () =>
  workflowInfo().workflowType === EXECUTION_WORKFLOW
    ? { inbound: [inbound], outbound: [outbound] }
    : {};
