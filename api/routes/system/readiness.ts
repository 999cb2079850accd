import { setTimeout as delay } from 'node:timers/promises';
import type { RequestHandler } from 'express';
import type { ApiDependencies } from '../../dependencies.js';

const DEADLINE_MS = 1000;

/** 200 when every server behind the API answers within a second, else 503; names each one. */
export function readiness(checks: ApiDependencies['readiness']): RequestHandler {
  return async (_request, response) => {
    const states = await Promise.all(
      Object.entries(checks).map(
        async ([server, check]) => [server, await stateOf(check)] as const,
      ),
    );
    const ready = states.every(([, state]) => state === 'up');
    response.status(ready ? 200 : 503).json({
      status: ready ? 'ready' : 'not ready',
      servers: Object.fromEntries(states),
    });
  };
}

async function stateOf(check: () => Promise<unknown>): Promise<'up' | 'down' | 'slow'> {
  const settled = new AbortController();
  const answer = check().then(
    () => 'up' as const,
    () => 'down' as const,
  );
  const late = delay(DEADLINE_MS, 'slow' as const, { signal: settled.signal });
  return Promise.race([answer, late]).finally(() => {
    late.catch(() => undefined);
    settled.abort();
  });
}
