import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { toApiError } from '../database/database-error-mapping.js';
import { API_ERRORS, type ApiErrorCode, isApiError, isRetryable } from '../errors/api-error.js';
import { LIMITS } from '../graphql/limits.js';
import type { Logger } from '../observability/logger.js';
import { countError } from '../observability/metrics.js';
import { answerMediaType } from './answer-media-type.js';

/** Code and text for the statuses that Fastify itself answers with. */
export const BY_STATUS = {
  400: ['BAD_REQUEST', 'The request is malformed.'],
  413: ['BODY_TOO_LARGE', `The body is larger than ${LIMITS.bodyBytes / 1000} kB.`],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json in UTF-8, without compression.'],
} as const satisfies Readonly<Record<number, readonly [ApiErrorCode, string]>>;

/**
 * Answers an error that happened outside GraphQL, in the shape of a GraphQL error and in the media type that the client
 * prefers for one. An error that is not one of our
 * refusals is logged and becomes a fixed sentence.
 */
export function answerHttpError(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): void {
  const { code, message, status, retryAfter } = describeError(error);
  if (code === 'INTERNAL_SERVER_ERROR') logger.fault('a request failed', error, { requestId: request.id });
  countError(code);
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  if (code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
  reply
    .code(status)
    .type(answerMediaType(request.headers.accept))
    .send(errorBody(code, message, request.id, retryAfter));
}

/** An error as clients are told of it. */
export interface DescribedError {
  readonly code: ApiErrorCode;
  readonly message: string;
  readonly status: number;
  /** In seconds. */
  readonly retryAfter?: number;
}

/** What a client is told of an error. One that is not one of our refusals becomes a fixed sentence. */
export function describeError(error: FastifyError | Error): DescribedError {
  const described = describe(error);
  return { ...described, status: API_ERRORS[described.code] };
}

function describe(error: FastifyError | Error): Omit<DescribedError, 'status'> {
  const known = isApiError(error) ? error : toApiError(error);
  if (isApiError(known)) {
    const { code, retryAfter } = known.extensions as { code: ApiErrorCode; retryAfter?: number };
    return { code, message: known.message, ...(retryAfter === undefined ? {} : { retryAfter }) };
  }
  const status = 'statusCode' in error ? error.statusCode : undefined;
  const [code, message] = BY_STATUS[status as keyof typeof BY_STATUS] ?? [
    status !== undefined && status < 500 ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR',
    status !== undefined && status < 500
      ? 'The request is malformed.'
      : 'Something went wrong on our side. Quote the request id when you report it.',
  ];
  return { code, message };
}

/** The JSON of one error in the shape of GraphQL. `retryAfter` is in seconds. */
export function errorBody(code: ApiErrorCode, message: string, requestId: string, retryAfter?: number): string {
  const extensions = {
    code,
    requestId,
    retryable: isRetryable(code),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
  return JSON.stringify({ errors: [{ message, extensions }] });
}
