import type { ErrorRequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Problem } from '#shared/contracts/http.js';
import { DomainError } from '#shared/domain/domain-error.js';
import type { Logger } from '#shared/runtime/logger.js';
import { InvalidWorkflowError } from './errors.js';

/** HTTP status of each code; a code that is missing here is a mistake of ours, so 500. */
const STATUS: Readonly<Record<string, number>> = {
  invalid_request: 400,
  invalid_cursor: 400,
  unauthorized: 401,
  not_found: 404,
  workflow_not_found: 404,
  object_not_found: 404,
  workflow_archived: 409,
  idempotency_key_reused: 409,
  stream_version_conflict: 409,
  upload_too_large: 413,
  unsupported_content_type: 415,
  misdirected_request: 421,
  invalid_workflow: 422,
  invalid_inputs: 422,
  folder_not_usable: 422,
  invalid_upload: 422,
  too_many_requests: 429,
  unavailable: 503,
  outcome_unknown: 504,
};

/** The one place where errors become answers (RFC 9457). */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  // eslint-disable-next-line max-params -- Express knows an error handler by its four parameters
  return (error: unknown, request, response, next) => {
    const problem = problemOf(error);
    if (problem.status >= 500) {
      logger.error(
        { err: error, path: request.path, requestId: requestIdOf(response) },
        'request failed',
      );
    }
    if (response.headersSent) {
      next(error); // an answer under way can only be cut
      return;
    }
    if (problem.status === 503) response.setHeader('Retry-After', '5');
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
}

function requestIdOf(response: Response): string {
  return String(response.getHeader('X-Request-Id') ?? '');
}

function problemOf(error: unknown): Problem {
  if (error instanceof z.ZodError) return problem('invalid_request', sentences(error), 400);
  if (error instanceof DomainError) {
    const known = problem(error.code, error.message, STATUS[error.code] ?? 500);
    return error instanceof InvalidWorkflowError ? { ...known, issues: [...error.issues] } : known;
  }
  return (
    bodyProblem(error) ??
    problem('internal', 'an error of ours; the log of the api has its cause', 500)
  );
}

function problem(code: string, detail: string, status: number): Problem {
  return {
    type: 'about:blank',
    title: code.replaceAll('_', ' '),
    status,
    code,
    detail,
  };
}

function sentences({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}

const BodyError = z.object({ type: z.string(), status: z.int().min(400).max(499) });

/** What Express's own body parser throws. */
function bodyProblem(error: unknown): Problem | undefined {
  const parsed = BodyError.safeParse(error);
  if (!parsed.success) return undefined;
  const { type, status } = parsed.data;
  if (type === 'entity.too.large') return problem('body_too_large', 'the body is too large', 413);
  if (type === 'entity.parse.failed')
    return problem('invalid_request', 'the body is not valid JSON', 400);
  return problem('invalid_request', `the body cannot be read (${type})`, status);
}
