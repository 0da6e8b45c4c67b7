import { type Problem, problem, problemsOf } from '../infra/errors/problem.js';
import type { Secret } from '../infra/secrets/secret.js';
import type { Disabled, LinkMissing, Unavailable } from '../linking/link.outcomes.js';
import type { LinkRow } from '../links/company-link.repository.js';

export interface IssuedToken {
  readonly kind: 'AccessTokenIssued';
  readonly accessToken: Secret;
  readonly expiresAt: Date;
  readonly expiresInSeconds: number;
  readonly baseUrl: string;
  readonly headers: readonly { readonly name: string; readonly value: Secret }[];
  readonly warning: string | null;
}

export type IssueOutcome =
  | IssuedToken
  | LinkMissing
  | Problem<'LinkPending'>
  | (Problem<'RelinkRequired'> & { readonly link: LinkRow })
  | Disabled
  | Unavailable
  | (Problem<'CredentialsFaulty'> & { readonly setId: string });

/** The token itself is valid, and the caller's own calls are the first to show that the key is accepted again. */
export const API_REFUSED =
  "The platform's API refused this application, so calls with these headers may be refused. Save its current keys, such as the subscription key, with saveCredentials.";

export const tokenProblem = problemsOf({
  LinkPending:
    'The customer has not finished linking, so there is no token yet. Send the customer the URL that linkCompany returns.',
  RelinkRequired:
    'This link gives no access any more, see `link.statusReason`. Call linkCompany and send the customer its URL.',
  PlatformUnavailable: 'The platform did not issue a new token. The link is kept. Try again after `retryAfterSeconds`.',
  CredentialsFaulty:
    "The platform no longer accepts this application's keys. Save its current keys with saveCredentials. Its links wait until then, and none is lost.",
});

/** The keys were saved, and this installation cannot decrypt them any more. */
export const keysUnreadable = (setId: string): Extract<IssueOutcome, { kind: 'CredentialsFaulty' }> =>
  problem(
    'CredentialsFaulty',
    'This installation cannot decrypt the keys that it stores for this application; the platform was not asked. Save the keys again with saveCredentials. Its links wait until then, and none is lost.',
    { setId },
  );
