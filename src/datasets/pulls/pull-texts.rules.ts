import type { DatasetStatus } from '../outcome.rules.js';

/** Why a round could not go on. `code`: a `ListFailure`, or the `kind` of a refusal. */
export interface ListError {
  readonly code: string;
  /** The platform's. */
  readonly requestId: string | null;
}

const KEPT = 'What was pulled is kept.';
const AGAIN = 'It is tried again by itself.';

/** What hinders a pull, and what to do, by the code of the failure. */
const REMEDIES: Readonly<Record<string, string>> = {
  PERMISSION_DENIED:
    'The user who signed in may not see these records at the platform. Its administrator can give the right to this user, or another user links the company again. It is tried again daily.',
  NOT_SUPPORTED: "The platform has no such records in this company's edition.",
  BUSY: `The platform has asked for a pause. ${AGAIN}`,
  PlatformBusy: `The budget of requests to the platform is used up for now. ${AGAIN}`,
  UNAVAILABLE: `The platform did not answer as it should. ${AGAIN}`,
  PlatformUnavailable: `The platform did not issue a token. ${AGAIN}`,
  TOKEN_REFUSED: `The platform refused the access token. ${AGAIN}`,
  CredentialsFaulty:
    "The platform no longer accepts this application's keys. Save its current keys with saveCredentials. Then it goes on by itself.",
  IntegrationDisabled: 'The integration is disabled. Enable it with enableIntegration. Then it goes on by itself.',
  RelinkRequired: `This link gives no access any more. Call linkCompany and send the customer its URL. ${KEPT}`,
  LinkPending: `The customer has not finished linking. ${KEPT}`,
  MISSING: 'The platform does not have this list. It is tried again daily.',
  NOT_READABLE: `The platform's answer has not the form that it should have. ${AGAIN}`,
};

const OF_STATUS: Readonly<Partial<Record<DatasetStatus, string>>> = {
  PARTIAL:
    'Not everything was read. `problems` names the records that the platform could not give. The next pull tries again, see `nextPullAt`.',
  SUSPICIOUS:
    'Many records are missing at the platform at once. They count as deleted only after a second reading, ten minutes later, misses them, too.',
  WAITING: `The platform cannot be asked now. ${AGAIN}`,
  LINK_LOST: `This link gives no access. Call linkCompany and send the customer its URL. ${KEPT}`,
  FAILED: `The pull failed. ${AGAIN}`,
  PERMISSION_DENIED: REMEDIES.PERMISSION_DENIED,
  NOT_SUPPORTED: 'The platform has no such records for this company.',
};

/** What a failure means and what to do. */
export const failureText = (code: string): string => REMEDIES[code] ?? `The pull failed. ${AGAIN}`;

/** This process may be one of several, of which others pull. */
export const NOT_PULLED_HERE =
  'This process pulls nothing, because `PULLS` or `TOKEN_REFRESH` is `off`. Set both to `on`, here or in another process of this installation.';

const INTERRUPTED: readonly DatasetStatus[] = ['WAITING', 'LINK_LOST', 'PERMISSION_DENIED', 'NOT_SUPPORTED', 'FAILED'];

/** What to do about the status of a dataset; null: nothing. */
export function datasetMessage(status: DatasetStatus, error: ListError | null): string | null {
  const general = OF_STATUS[status];
  if (general === undefined) return null;
  if (error === null || !INTERRUPTED.includes(status)) return general;
  const text = REMEDIES[error.code] ?? general;
  return error.requestId === null ? text : `${text} The platform's id of the request: ${error.requestId}`;
}
