interface SageProblem {
  readonly $severity: string;
  readonly $dataCode: string;
  readonly $message: string;
  readonly $source: string;
}

/** An error answer. `body` is sent unchanged. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    readonly body: readonly SageProblem[] | Readonly<Record<string, unknown>>,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`HTTP ${status}`);
  }
}

const problem = (status: number, $dataCode: string, $message: string, $source = '', headers = {}) =>
  new ApiError(status, [{ $severity: 'error', $dataCode, $message, $source }], headers);

/** Published errors have Sage's own texts. The other texts are the sandbox's. */
export const API_ERRORS = {
  tokenExpired: () => problem(401, 'AuthorizationFailure', 'The access token has expired.'),
  tokenInvalid: () => problem(401, 'AuthorizationFailure', 'The access token is missing or invalid.'),
  /** A refresh does not cure this error. It differs from an expired token only in `$message`. */
  noSubscription: () => problem(401, 'AuthorizationFailure', 'No active subscription. (MSE)'),
  accessDenied: () => problem(401, 'AuthorizationFailure', 'Access denied.'),
  notAllowed: () =>
    problem(403, 'MultiUserAccessDenied', 'The current user is not allowed to access that resource with that method.'),
  notFound: () => problem(404, 'RecordNotFound', 'There is no such record or endpoint.'),
  /** Sage documents no headers for this status. */
  tooManyRequests: (seconds?: number) =>
    problem(
      429,
      'TooManyRequests',
      'Too many requests.',
      '',
      seconds === undefined ? {} : { 'retry-after': String(seconds) },
    ),
  invalid: (field: string, rule: string) => problem(422, 'ValidationError', rule, field),
  /** A request that cannot be read. */
  malformed: (status: number) => problem(status, 'InvalidRequest', 'The request cannot be read.'),
  server: (status: number) => problem(status, 'UnexpectedError', 'An unexpected error occurred.'),
  idempotencyMismatch: () => problem(422, 'IdempotencyResourceMismatch', 'Entity type mismatch'),
  unexpected: () => problem(500, 'UnexpectedError', 'An unexpected error occurred.'),
  /** An error of the gateway in front of v3.0. Sage does not document its status. */
  headerNotFound: (header: string) =>
    new ApiError(401, [
      {
        $severity: 'APIM error',
        $dataCode: 'HeaderNotFound',
        $message: `Header ${header} was not found in the request. Access denied.`,
        $source: 'check-header[2]',
      },
    ]),
  subscriptionKeyMissing: () =>
    new ApiError(401, {
      statusCode: 401,
      message:
        'Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.',
    }),
  subscriptionKeyInvalid: () =>
    new ApiError(401, {
      statusCode: 401,
      message:
        'Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.',
    }),
} as const;
