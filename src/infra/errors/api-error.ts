// The folder `infra/errors`: the errors of the API, their codes and statuses, and the problems that a mutation
// answers. How GraphQL and HTTP print them stands in `infra/graphql` and `infra/http`.

import { GraphQLError } from 'graphql';

/** The values of `extensions.code` in our own errors, each with its HTTP status. Apollo adds two more codes. */
export const API_ERRORS = {
  BAD_REQUEST: 400,
  BAD_USER_INPUT: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  OPERATION_RESOLUTION_FAILURE: 400,
  ANSWER_TOO_LARGE: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  IDEMPOTENCY_KEY_IN_USE: 409,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  EXPECTATION_FAILED: 417,
  IDEMPOTENCY_KEY_REUSED: 422,
  THROTTLED: 429,
  HEADERS_TOO_LARGE: 431,
  INTERNAL_SERVER_ERROR: 500,
  UNAVAILABLE: 503,
  TIMEOUT: 503,
} as const;
/** A code of our own errors. */
export type ApiErrorCode = keyof typeof API_ERRORS;

const RETRYABLE: ReadonlySet<string> = new Set<ApiErrorCode>([
  'THROTTLED',
  'UNAVAILABLE',
  'TIMEOUT',
  // It has not arrived, so nothing of it was done.
  'REQUEST_TIMEOUT',
  'IDEMPOTENCY_KEY_IN_USE',
]);
/** Whether the same request may succeed later. */
export const isRetryable = (code: string): boolean => RETRYABLE.has(code);

/** The errors that `apiError` made. Only their texts are sent to clients unchanged. */
const ours = new WeakSet<object>();
/** Whether `apiError` made this error. */
export const isApiError = (error: unknown): error is GraphQLError =>
  typeof error === 'object' && error !== null && ours.has(error);

/**
 * Makes (does not throw) an error for the client. `message` is sent as it is, so it must not contain anything that was
 * sent to us. `retryAfter` is in seconds.
 */
export function apiError(code: ApiErrorCode, message: string, retryAfter?: number): GraphQLError {
  const headers = retryAfter === undefined ? undefined : new Map([['retry-after', String(retryAfter)]]);
  const error = new GraphQLError(message, {
    extensions: {
      code,
      ...(retryAfter === undefined ? {} : { retryAfter }),
      http: { status: API_ERRORS[code], ...(headers ? { headers } : {}) },
    },
  });
  ours.add(error);
  return error;
}
