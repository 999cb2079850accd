import { ExecutionStarted, StartExecution } from '#shared/contracts/http.js';
import { endpoint } from '../../endpoint.js';
import { InvalidRequestError } from '../../errors.js';
import { startRun } from './start-run.js';

/** 200 characters are plenty for a key, and bound what is hashed. */
const MAX_KEY = 200;

export const startExecution = endpoint({
  method: 'post',
  path: '/executions',
  summary: 'Start an execution; an Idempotency-Key header makes a repeated request harmless',
  body: StartExecution,
  success: {
    status: 202,
    description: 'The execution, accepted; or the one that the same key and body started before',
    schema: ExecutionStarted,
  },
  async handle({ body, request, deps }) {
    const key = request.get('Idempotency-Key');
    if (key !== undefined && (key === '' || key.length > MAX_KEY)) {
      throw new InvalidRequestError(`an Idempotency-Key has 1 to ${MAX_KEY} characters`);
    }
    return { json: await startRun(deps, body, key) };
  },
});
