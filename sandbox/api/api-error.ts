interface SageProblem {
  readonly $severity: string;
  readonly $dataCode: string;
  readonly $message: string;
  readonly $source: string;
}

/** An answer that is not what was asked for. `body` goes out as it is. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    readonly body: readonly SageProblem[] | Readonly<Record<string, unknown>>,
  ) {
    super(`HTTP ${status}`);
  }
}

const problem = (status: number, $dataCode: string, $message: string) =>
  new ApiError(status, [{ $severity: 'error', $dataCode, $message, $source: '' }]);

/** The texts of the errors that Sage publishes are Sage's; the others are the sandbox's. */
export const API_ERRORS = {
  tokenExpired: () => problem(401, 'AuthorizationFailure', 'The access token has expired.'),
  tokenInvalid: () => problem(401, 'AuthorizationFailure', 'The access token is missing or invalid.'),
  /** A refresh does not help against this one: only `$message` tells it from an expired token. */
  noSubscription: () => problem(401, 'AuthorizationFailure', 'No active subscription. (MSE)'),
  accessDenied: () => problem(401, 'AuthorizationFailure', 'Access denied.'),
  notAllowed: () =>
    problem(
      403,
      'MultiUserAccessDenied',
      'The current user is not allowed to access that resource with that method.',
    ),
  notFound: () => problem(404, 'RecordNotFound', 'There is no such record or endpoint.'),
  unexpected: () => problem(500, 'UnexpectedError', 'An unexpected error occurred.'),
  /** Of the gateway before v3.0. Its status is not published. */
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
