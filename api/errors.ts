import type { SourceIssue } from '#shared/contracts/http.js';
import { DomainError } from '#shared/domain/domain-error.js';

/** What a request refers to does not exist. */
export class NotFoundError extends DomainError {
  override name = 'NotFoundError';
  readonly code = 'not_found';

  constructor(kind: string, id: string) {
    super(`${kind} ${id} does not exist`);
  }
}

/** The request cannot be understood, whoever sends it. */
export class InvalidRequestError extends DomainError {
  override name = 'InvalidRequestError';
  readonly code = 'invalid_request';
}

export class UnauthorizedError extends DomainError {
  override name = 'UnauthorizedError';
  readonly code = 'unauthorized';

  constructor() {
    super(
      'the API key is missing or wrong; send "Authorization: Bearer <key>" with the SYN_API_KEY of this installation',
    );
  }
}

export class MisdirectedRequestError extends DomainError {
  override name = 'MisdirectedRequestError';
  readonly code = 'misdirected_request';

  constructor(host: string) {
    super(`this server does not answer for host "${host}"; add it to SYN_API_HOSTS if it should`);
  }
}

export class UnsupportedContentTypeError extends DomainError {
  override name = 'UnsupportedContentTypeError';
  readonly code = 'unsupported_content_type';

  constructor(expected: string) {
    super(`the body must be sent with "Content-Type: ${expected}"`);
  }
}

export class TooManyRequestsError extends DomainError {
  override name = 'TooManyRequestsError';
  readonly code = 'too_many_requests';

  constructor() {
    super('too many requests; wait as long as the Retry-After header says');
  }
}

export class InvalidWorkflowError extends DomainError {
  override name = 'InvalidWorkflowError';
  readonly code = 'invalid_workflow';

  constructor(readonly issues: readonly SourceIssue[]) {
    super(
      issues.length === 1
        ? 'the workflow has a problem; nothing was stored'
        : `the workflow has ${issues.length} problems; nothing was stored`,
    );
  }
}

export class InvalidInputsError extends DomainError {
  override name = 'InvalidInputsError';
  readonly code = 'invalid_inputs';

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
  }
}

export class FolderNotUsableError extends DomainError {
  override name = 'FolderNotUsableError';
  readonly code = 'folder_not_usable';
}

export class IdempotencyKeyReusedError extends DomainError {
  override name = 'IdempotencyKeyReusedError';
  readonly code = 'idempotency_key_reused';

  constructor(executionId: string) {
    super(
      `this Idempotency-Key already started ${executionId} with another body; use a new key for a new execution`,
    );
  }
}

export class UploadTooLargeError extends DomainError {
  override name = 'UploadTooLargeError';
  readonly code = 'upload_too_large';

  constructor(maxBytes: number) {
    const megabytes = Math.floor(maxBytes / 1_048_576);
    super(`the upload is larger than ${megabytes} MB; leave files out or raise SYN_UPLOAD_MAX_MB`);
  }
}

export class InvalidUploadError extends DomainError {
  override name = 'InvalidUploadError';
  readonly code = 'invalid_upload';
}

/** A server behind the API is down or slow. */
export class UnavailableError extends DomainError {
  override name = 'UnavailableError';
  readonly code = 'unavailable';

  constructor(server: string, options?: ErrorOptions) {
    super(`${server} cannot be reached at the moment; try again in some seconds`, options);
  }
}

/** No answer in time: the request may have taken effect. */
export class OutcomeUnknownError extends DomainError {
  override name = 'OutcomeUnknownError';
  readonly code = 'outcome_unknown';

  constructor(what: string, options?: ErrorOptions) {
    super(
      `${what} was not confirmed in time and may have happened; look before you repeat it`,
      options,
    );
  }
}
