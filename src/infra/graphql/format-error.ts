import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { toApiError } from '../database/database-error-mapping.js';
import { API_ERRORS, type ApiErrorCode, isApiError, isRetryable } from '../errors/api-error.js';
import { DocumentRefused } from './document-refused.js';
import { LIMITS } from './limits.js';

/** An error as the client gets it. */
export interface FormattedError {
  readonly formatted: GraphQLFormattedError;
  /** The error itself where it is a bug: the caller logs its name, code and stack. */
  readonly fault?: unknown;
}

/**
 * The errors of a GraphQL request as the client may see them, each with its original at the same index: the first few,
 * with texts and places of bounded length, so that no answer grows with what was sent.
 */
export function formatErrors(
  formatted: readonly GraphQLFormattedError[],
  errors: readonly GraphQLError[],
  requestId: string,
): FormattedError[] {
  const [first] = errors;
  if (first instanceof DocumentRefused)
    return first.faults.map(({ code, message, locations }) =>
      answer({ message, ...(locations && { locations }) }, { code, message }, requestId),
    );
  const tooLarge = errors.find(({ extensions }) => extensions.code === 'ANSWER_TOO_LARGE');
  if (tooLarge !== undefined) return [formatError({ message: '' }, tooLarge, requestId)];
  const listed = formatted.slice(0, LIMITS.errors).map((one, index) => formatError(one, errors[index], requestId));
  const [last] = listed.slice(-1);
  if (last === undefined || formatted.length === listed.length) return listed;
  const { code } = last.formatted.extensions as { code: string };
  return [...listed, answer({}, { code, message: 'There are more errors than these.' }, requestId)];
}

/** Whether the errors are about an answer that is too large: then they are all that is answered. */
export const isTooLarge = ([first]: readonly FormattedError[]): boolean =>
  first?.formatted.extensions?.code === 'ANSWER_TOO_LARGE';

/**
 * The text of our own refusals is kept. Texts of graphql-js and Apollo are kept only where they cannot contain a value
 * that was sent. All others become one fixed sentence with the code INTERNAL_SERVER_ERROR.
 */
function formatError(formatted: GraphQLFormattedError, error: unknown, requestId: string): FormattedError {
  const cause = isApiError(error) ? error : ((error as GraphQLError).originalError ?? error);
  const known = isApiError(cause) ? cause : toApiError(cause);
  const source: Source = isApiError(known)
    ? { code: 'INTERNAL_SERVER_ERROR', ...known.extensions, message: known.message }
    : fromLibrary(formatted);
  const found = answer(formatted, source, requestId);
  return source.code === 'INTERNAL_SERVER_ERROR' ? { ...found, fault: error } : found;
}

interface Source {
  readonly code: string;
  readonly message: string;
  /** In seconds. */
  readonly retryAfter?: number;
}

function answer(
  { locations, path }: Partial<GraphQLFormattedError>,
  { code, message, retryAfter }: Source,
  requestId: string,
): FormattedError {
  return {
    formatted: {
      message: message.slice(0, LIMITS.messageLength),
      ...(locations ? { locations: locations.slice(0, LIMITS.locations) } : {}),
      ...(path ? { path } : {}),
      extensions: {
        code,
        requestId,
        retryable: isRetryable(code),
        ...(retryAfter === undefined ? {} : { retryAfter }),
      },
    },
  };
}

/** The HTTP status of an `extensions.code`; 400 for a code of a library. */
export function statusOfCode(code: unknown): number {
  return API_ERRORS[code as ApiErrorCode] ?? 400;
}

const INTERNAL = 'Something went wrong on our side. Quote the request id when you report it.';

function fromLibrary({ message, extensions }: GraphQLFormattedError): Source {
  const code = String(extensions?.code ?? 'INTERNAL_SERVER_ERROR');
  switch (code) {
    case 'BAD_USER_INPUT':
      return { code, message: 'An argument or a variable has a value that does not fit its type.' };
    case 'BAD_REQUEST':
    case 'PERSISTED_QUERY_NOT_SUPPORTED':
      return { code, message };
    default:
      return { code: 'INTERNAL_SERVER_ERROR', message: INTERNAL };
  }
}
