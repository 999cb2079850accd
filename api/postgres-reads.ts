import type { Pool } from 'pg';
import { findSession } from '#shared/observability/find-session.js';
import { readConversation } from '#shared/observability/read-conversation.js';
import { readTimeline } from '#shared/observability/read-timeline.js';
import { totalsByExecution, usageBySession } from '#shared/observability/usage-totals.js';
import { findArtifact } from '#shared/projections/artifacts.js';
import { listExecutions } from '#shared/projections/executions.js';
import { listWorkflows } from '#shared/projections/workflows.js';
import type { ReadModels, Telemetry } from './dependencies.js';

export const postgresReadModels = (pool: Pool): ReadModels => ({
  listWorkflows: (request) => listWorkflows(pool, request),
  listExecutions: (filter) => listExecutions(pool, filter),
  async findArtifact(artifactId) {
    const found = await findArtifact(pool, artifactId);
    return found && { ...found.artifact, key: found.object.key };
  },
});

export const postgresTelemetry = (pool: Pool): Telemetry => ({
  totals: (executionIds) => totalsByExecution(pool, executionIds),
  async sessionTotals(executionId) {
    const usage = await usageBySession(pool, executionId);
    return new Map(usage.map(({ sessionId, totals }) => [sessionId, totals]));
  },
  findSession: (sessionId) => findSession(pool, sessionId),
  conversation: (sessionId, request) => readConversation(pool, sessionId, request),
  timeline: (sessionId, request) => readTimeline(pool, sessionId, request),
});
