import { type GraphQLError, type GraphQLFormattedError, getLocation } from 'graphql';
import { toApiError } from '../database/database-error-mapping.js';
import { API_ERRORS, type ApiErrorCode, isApiError, isRetryable } from '../errors/api-error.js';

/** An error as the client gets it. */
export interface FormattedError {
  readonly formatted: GraphQLFormattedError;
  /** True for a bug: the caller logs its name, code and stack. */
  readonly isFault: boolean;
}

/**
 * Turns every error of a GraphQL request into what the client may see. The text of our own refusals is kept. Texts of
 * graphql-js and Apollo are kept only where they cannot contain a value that was sent. All others become one fixed
 * sentence with the code INTERNAL_SERVER_ERROR.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  requestId: string,
): FormattedError {
  const cause = isApiError(error) ? error : ((error as GraphQLError).originalError ?? error);
  const known = isApiError(cause) ? cause : toApiError(cause);
  const source = isApiError(known)
    ? { message: known.message, ...known.extensions }
    : fromLibrary(formatted, error as GraphQLError);
  const code = String((source as { code?: unknown }).code ?? 'INTERNAL_SERVER_ERROR');
  const retryAfter = (source as { retryAfter?: unknown }).retryAfter;
  return {
    isFault: code === 'INTERNAL_SERVER_ERROR',
    formatted: {
      message: source.message,
      ...(formatted.locations ? { locations: formatted.locations } : {}),
      ...(formatted.path ? { path: formatted.path } : {}),
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

function fromLibrary(
  formatted: GraphQLFormattedError,
  error: GraphQLError,
): { message: string; code: string } {
  const code = String(formatted.extensions?.code ?? 'INTERNAL_SERVER_ERROR');
  switch (code) {
    case 'GRAPHQL_PARSE_FAILED':
      return { code, message: parseMessage(error) };
    case 'GRAPHQL_VALIDATION_FAILED':
    case 'MAX_RECURSIVE_SELECTIONS_EXCEEDED':
      return { code, message: validationMessage(formatted, error) };
    case 'BAD_USER_INPUT':
      return { code, message: 'An argument or a variable has a value that does not fit its type.' };
    case 'OPERATION_RESOLUTION_FAILURE':
      return {
        code,
        message: 'Which operation to run is unclear: `operationName` must name one that the document holds.',
      };
    case 'BAD_REQUEST':
    case 'PERSISTED_QUERY_NOT_SUPPORTED':
      return { code, message: formatted.message };
    default:
      return { code: 'INTERNAL_SERVER_ERROR', message: INTERNAL };
  }
}

/** graphql-js prints the token that it cannot parse, which may be a secret that was pasted without quotes. */
function parseMessage({ message, source, positions }: GraphQLError): string {
  if (/tokens/.test(message) && !/found/.test(message)) return 'The document has too many tokens.';
  const position = positions?.[0];
  if (source === undefined || position === undefined) return 'The document cannot be parsed.';
  const { line, column } = getLocation(source, position);
  return `The document cannot be parsed: the error is at line ${line}, column ${column}.`;
}

/** Library texts that do not say what to do, by their beginning, and the texts that replace them. */
const REPLACED_TEXTS: readonly (readonly [theirs: string, ours: string])[] = [
  [
    'GraphQL introspection is not allowed',
    'Introspection is off here. Its operator turns it on with INTROSPECTION=on; schema.graphql in the repository is the same schema.',
  ],
  ['Validation aborted', 'The document is too much to validate: ask for fewer fields in one request.'],
];

/**
 * Validation errors about names keep their text. The rule that checks literals prints their values, so its errors get
 * a fixed text; they are recognised by the kind of the node that they point at.
 */
function validationMessage(formatted: GraphQLFormattedError, error: GraphQLError): string {
  const replaced = REPLACED_TEXTS.find(([theirs]) => formatted.message.startsWith(theirs));
  if (replaced !== undefined) return replaced[1];
  const pointsAtValue = error.nodes?.some(({ kind }) => /Value$|^ObjectField$/.test(kind)) ?? true;
  if (!pointsAtValue || error.nodes === undefined) return formatted.message;
  return 'A value written into the document does not fit its type. Pass values, and secrets above all, as variables.';
}
