import {
  anyExists,
  columns,
  defineFragment,
  type Ids,
  type Now,
  oneOf,
  type SqlFragment,
} from '../infra/database/statement.js';
import { usableSet } from '../integrations/integration-setting.repository.js';
import type { AttemptRound } from './grant-selectors.repository.js';
import { type AttemptFailureReason, stepsBefore } from './link-attempt.rules.js';

type Rows = SqlFragment<never, { id: string }>;

/** The next step of an attempt, and its possible reasons. */
export type EndReason =
  | { readonly step: 'CREATED'; readonly reason: AttemptFailureReason }
  | { readonly step: 'EXPIRED'; readonly reason: 'LINK_EXPIRED' }
  | { readonly step: 'FAILED'; readonly reason: 'LINK_REQUESTED' | 'LINKED' | 'UNLINKED_BY_WORKSPACE' };

export type AttemptEnd = EndReason &
  Now &
  Ids<'linkId'> & {
    /** Only this attempt in this sign-in. Left out: the open attempt. */
    readonly only?: AttemptRound;
  };

/**
 * Ends the open attempt of a link, or returns it to the step at which its URL can be used again, and erases its data.
 * Its grant must be among `endedGrants`, or it is not changed. Applies only if one of the fragments `when` has a row.
 */
export const attemptEnded = (endedGrants: Rows, ...when: readonly SqlFragment<never>[]) =>
  defineFragment({
    name: 'attempt_ended',
    returns: columns<{ id: string }>('id'),
    reads: [endedGrants, ...when],
    sql: (addParameter, { workspaceId, linkId, only, step, reason, now }: AttemptEnd, [grants, ...conditions]) => `
    UPDATE ledgerlink.link_attempt
       SET step = ${addParameter(step)}, reason = ${addParameter(reason)}, held_set_id = NULL, grant_id = NULL, businesses = NULL,
           verifier_sealed = NULL, ended_at = ${step === 'CREATED' ? 'NULL' : addParameter(now)}
     WHERE workspace_id = ${addParameter(workspaceId)} AND link_id = ${addParameter(linkId)}
       AND step ${oneOf(stepsBefore(step))}
       AND (grant_id IS NULL OR grant_id IN (${grants.select('id')})) AND ${anyExists(conditions)}
       ${only ? `AND id = ${addParameter(only.attemptId)} AND state_hash IS NOT DISTINCT FROM ${addParameter(only.stateHash)}` : ''}
    RETURNING id`,
  });

export interface NewAttempt extends Ids<'linkId' | 'attemptId'>, Now {
  readonly urlHash: Buffer;
  readonly hours: number;
  readonly askedCountryCode: string | null;
  readonly returnUrl: string | null;
  readonly actor: string;
}

/** Inserts an attempt, after the open one has ended: a unique index allows one open attempt per link. */
export const attemptInserted = defineFragment({
  name: 'attempt_inserted',
  returns: columns<{ expires_at: Date }>('expires_at'),
  sql: (addParameter, attempt: NewAttempt) => `
    INSERT INTO ledgerlink.link_attempt (workspace_id, id, link_id, url_hash, expires_at, asked_country_code, return_url, actor)
    VALUES (${addParameter(attempt.workspaceId)}, ${addParameter(attempt.attemptId)}, ${addParameter(attempt.linkId)},
           ${addParameter(attempt.urlHash)}, ${addParameter(attempt.now)}::timestamptz + ${addParameter(attempt.hours)}::int * interval '1 hour',
           ${addParameter(attempt.askedCountryCode)}, ${addParameter(attempt.returnUrl)}, ${addParameter(attempt.actor)})
    RETURNING expires_at`,
});

export interface AttemptStart extends Ids<'attemptId' | 'setId'>, Now {
  readonly integrationKey: string;
  readonly countryCode: string | null;
  readonly browserHash: Buffer;
  readonly stateHash: Buffer;
  readonly stateMinutes: number;
  readonly verifierSealed: string;
  readonly redirectUri: string;
}

/** Starts a sign-in with the set of the fragment `usableSet`. The transaction must have locked the setting. */
export const attemptStarted = (endedGrants: Rows) =>
  defineFragment({
    name: 'attempt_started',
    returns: columns<{ id: string }>('id'),
    reads: [usableSet, endedGrants],
    sql: (addParameter, start: AttemptStart, [set, grants]) => {
      const [s, now] = [set.as('s'), `${addParameter(start.now)}::timestamptz`];
      return `
    UPDATE ledgerlink.link_attempt a
       SET step = 'STARTED', reason = NULL, browser_hash = ${addParameter(start.browserHash)}, state_hash = ${addParameter(start.stateHash)},
           state_expires_at = ${now} + ${addParameter(start.stateMinutes)}::int * interval '1 minute', state_used_at = NULL,
           verifier_sealed = ${addParameter(start.verifierSealed)}, redirect_uri = ${addParameter(start.redirectUri)},
           country_code = ${addParameter(start.countryCode)}, credential_set_id = ${s.id}, held_set_id = ${s.id}, grant_id = NULL,
           businesses = NULL
      FROM ${s.from}
     WHERE a.workspace_id = ${addParameter(start.workspaceId)} AND a.id = ${addParameter(start.attemptId)}
       AND a.step ${oneOf(stepsBefore('STARTED'))} AND a.expires_at > ${now}
       AND (a.grant_id IS NULL OR a.grant_id IN (${grants.select('id')}))
    RETURNING a.id`;
    },
  });

interface SpentState extends Ids, Now {
  readonly stateHash: Buffer;
  readonly browserHash: Buffer;
}

/** Uses a state up. Of any number of concurrent callbacks, one gets the row. */
export const stateSpent = defineFragment({
  name: 'state_spent',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, callback: SpentState) => {
    const now = `${addParameter(callback.now)}::timestamptz`;
    return `
    UPDATE ledgerlink.link_attempt SET state_used_at = ${now}
     WHERE workspace_id = ${addParameter(callback.workspaceId)} AND state_hash = ${addParameter(callback.stateHash)}
       AND browser_hash = ${addParameter(callback.browserHash)}
       AND step = 'STARTED' AND state_used_at IS NULL AND state_expires_at > ${now} AND expires_at > ${now}
    RETURNING id`;
  },
});
