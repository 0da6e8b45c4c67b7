import { oneOf, type SqlFragments } from '../infra/database/statement.js';
import type { BusinessData } from './business.rules.js';
import type { ReasonOf } from './company-link.rules.js';
import { type AttemptFailureReason, stepsBefore } from './link-attempt.rules.js';

export interface NewAttempt {
  readonly workspaceId: string;
  readonly id: string;
  readonly linkId: string;
  readonly urlHash: Buffer;
  readonly hours: number;
  readonly askedCountryCode: string | null;
  readonly returnUrl: string | null;
  readonly actor: string;
}

/** `made`; reads `ended` (below) so that at no moment two attempts of one link are open. */
export const insertAttempt = (attempt: NewAttempt): SqlFragments => ({
  made: (addParameter) => `
    INSERT INTO ledgerlink.link_attempt (workspace_id, id, link_id, url_hash, expires_at, asked_country_code, return_url, actor)
    SELECT ${addParameter(attempt.workspaceId)}::uuid, ${addParameter(attempt.id)}::uuid, ${addParameter(attempt.linkId)}::uuid,
           ${addParameter(attempt.urlHash)}::bytea, now() + ${addParameter(attempt.hours)}::int * interval '1 hour',
           ${addParameter(attempt.askedCountryCode)}, ${addParameter(attempt.returnUrl)}, ${addParameter(attempt.actor)}
      FROM (SELECT count(*) FROM ended) AS first
    ON CONFLICT (workspace_id, id) DO NOTHING RETURNING id, expires_at`,
});

/** Where an attempt goes, and what may explain that. */
export type EndReason =
  | { readonly step: 'CREATED'; readonly reason: AttemptFailureReason }
  | { readonly step: 'EXPIRED'; readonly reason: 'LINK_EXPIRED' }
  | { readonly step: 'FAILED'; readonly reason: 'LINK_REQUESTED' | 'LINKED' | 'UNLINKED_BY_WORKSPACE' };

export type AttemptEnd = EndReason & {
  readonly workspaceId: string;
  readonly linkId: string;
  /** Only this one, and only in this round; left out: whichever is open. */
  readonly only?: { readonly id: string; readonly stateHash: Buffer | null };
};

/**
 * `ended`: the open attempt of a link ends, or goes back to where its URL may be used again; what was under way is
 * wiped. Its grant must be among `ended_grants`, or it stays as it is.
 */
export const endAttempt = (
  { workspaceId, linkId, only, step, reason }: AttemptEnd,
  when = 'true',
): SqlFragments => ({
  ended: (addParameter) => `
    UPDATE ledgerlink.link_attempt
       SET step = ${addParameter(step)}, reason = ${addParameter(reason)}, held_set_id = NULL, grant_id = NULL, businesses = NULL,
           verifier_sealed = NULL, ended_at = ${step === 'CREATED' ? 'NULL' : 'now()'}
     WHERE workspace_id = ${addParameter(workspaceId)} AND link_id = ${addParameter(linkId)}
       AND step ${oneOf(stepsBefore(step))}
       AND (grant_id IS NULL OR grant_id IN (SELECT id FROM ended_grants)) AND ${when}
       ${only ? `AND id = ${addParameter(only.id)} AND state_hash IS NOT DISTINCT FROM ${addParameter(only.stateHash)}` : ''}
    RETURNING id`,
});

export interface AttemptStart {
  readonly workspaceId: string;
  readonly id: string;
  readonly integrationKey: string;
  readonly setId: string;
  readonly countryCode: string | null;
  readonly browserHash: Buffer;
  readonly stateHash: Buffer;
  readonly stateMinutes: number;
  readonly verifierSealed: string;
  readonly redirectUri: string;
}

/** `started`: a new round through the platform. The transaction must hold the setting. */
export const startAttempt = (start: AttemptStart): SqlFragments => ({
  started: (addParameter) => `
    UPDATE ledgerlink.link_attempt a
       SET step = 'STARTED', reason = NULL, browser_hash = ${addParameter(start.browserHash)}, state_hash = ${addParameter(start.stateHash)},
           state_expires_at = now() + ${addParameter(start.stateMinutes)}::int * interval '1 minute', state_used_at = NULL,
           verifier_sealed = ${addParameter(start.verifierSealed)}, redirect_uri = ${addParameter(start.redirectUri)},
           country_code = ${addParameter(start.countryCode)}, credential_set_id = s.id, held_set_id = s.id, grant_id = NULL,
           businesses = NULL
      FROM ledgerlink.credential_set s
      JOIN ledgerlink.integration_setting i ON i.workspace_id = s.workspace_id AND i.enabled
     WHERE a.workspace_id = ${addParameter(start.workspaceId)} AND a.id = ${addParameter(start.id)}
       AND a.step ${oneOf(stepsBefore('STARTED'))} AND a.expires_at > now()
       AND s.workspace_id = a.workspace_id AND s.id = ${addParameter(start.setId)} AND s.status = 'CURRENT'
       AND i.integration_key = ${addParameter(start.integrationKey)}
       AND (a.grant_id IS NULL OR a.grant_id IN (SELECT id FROM ended_grants))
    RETURNING a.id`,
});

/** `spent`: the one turn of a state. Whoever comes second, at the same moment even, gets no row. */
export const spendState = (workspaceId: string, stateHash: Buffer, browserHash: Buffer): SqlFragments => ({
  spent: (addParameter) => `
    UPDATE ledgerlink.link_attempt SET state_used_at = now()
     WHERE workspace_id = ${addParameter(workspaceId)} AND state_hash = ${addParameter(stateHash)} AND browser_hash = ${addParameter(browserHash)}
       AND step = 'STARTED' AND state_used_at IS NULL AND state_expires_at > now() AND expires_at > now()
    RETURNING id`,
});

/** `choosing`: the attempt takes the grant over that the same statement makes. */
export const holdGrant = (
  workspaceId: string,
  { id, stateHash }: { readonly id: string; readonly stateHash: Buffer | null },
  grantId: string,
): SqlFragments => ({
  choosing: (addParameter) => `
    UPDATE ledgerlink.link_attempt
       SET step = 'CHOOSING', reason = 'AWAITING_CHOICE', grant_id = ${addParameter(grantId)}, verifier_sealed = NULL
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(id)} AND step ${oneOf(stepsBefore('CHOOSING'))}
       AND state_used_at IS NOT NULL
       AND state_hash = ${addParameter(stateHash)}
    RETURNING id`,
});

/** `listed`: what the sign-in reaches; not where the integration was disabled while the platform was asked. */
export const keepBusinesses = (
  workspaceId: string,
  { id, grantId }: { id: string; grantId: string },
  businesses: readonly BusinessData[],
): SqlFragments => ({
  listed: (addParameter) => `
    UPDATE ledgerlink.link_attempt a SET businesses = ${addParameter(JSON.stringify(businesses))}::jsonb
      FROM ledgerlink.company_link l
      JOIN ledgerlink.integration_setting i
        ON i.workspace_id = l.workspace_id AND i.integration_key = l.integration_key AND i.enabled
     WHERE a.workspace_id = ${addParameter(workspaceId)} AND a.id = ${addParameter(id)} AND a.step = 'CHOOSING'
       AND a.grant_id = ${addParameter(grantId)} AND l.workspace_id = a.workspace_id AND l.id = a.link_id
    RETURNING a.id`,
});

/** `done`: the attempt hands its grant over. */
export const finishAttempt = (workspaceId: string, id: string, reason: ReasonOf<'LINKED'>): SqlFragments => ({
  done: (addParameter) => `
    UPDATE ledgerlink.link_attempt
       SET step = 'DONE', reason = ${addParameter(reason)}, held_set_id = NULL, grant_id = NULL, businesses = NULL, ended_at = now()
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(id)} AND step ${oneOf(stepsBefore('DONE'))}
    RETURNING id`,
});

/** `noted`: why the choice was not taken; the attempt stays open for another. */
export const noteReason = (workspaceId: string, id: string, reason: AttemptFailureReason): SqlFragments => ({
  noted: (addParameter) => `
    UPDATE ledgerlink.link_attempt SET reason = ${addParameter(reason)}
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(id)} AND step = 'CHOOSING' RETURNING id`,
});
