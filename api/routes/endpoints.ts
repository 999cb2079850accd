import type { Endpoint } from '../endpoint.js';
import { getArtifactContent } from './artifacts/get-artifact-content.js';
import { getArtifact } from './artifacts/get-artifact.js';
import { getExecution } from './executions/get-execution.js';
import { listEvents } from './executions/list-events.js';
import { listExecutions } from './executions/list-executions.js';
import { startExecution } from './executions/start-execution.js';
import { getConversation } from './sessions/get-conversation.js';
import { getSession } from './sessions/get-session.js';
import { getTimeline } from './sessions/get-timeline.js';
import { createUpload } from './uploads/create-upload.js';
import { applyWorkflow } from './workflows/apply-workflow.js';
import { getWorkflow } from './workflows/get-workflow.js';
import { listWorkflows } from './workflows/list-workflows.js';
import { validateWorkflow } from './workflows/validate-workflow.js';

/** Everything below /api/v1. */
export const ENDPOINTS: readonly Endpoint[] = [
  applyWorkflow,
  listWorkflows,
  getWorkflow,
  validateWorkflow,
  createUpload,
  startExecution,
  listExecutions,
  getExecution,
  listEvents,
  getSession,
  getConversation,
  getTimeline,
  getArtifact,
  getArtifactContent,
];
