import { oneOf, type Parts } from '../infra/database/statement.js';
import type { BusinessData } from './business.rules.js';
import type { ReasonOf } from './company-link.rules.js';
import { type RoundReason, stepsBefore } from './link-attempt.rules.js';

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
export const insertAttempt = (attempt: NewAttempt): Parts => ({
  made: (bind) => `
    INSERT INTO ledgerlink.link_attempt (workspace_id, id, link_id, url_hash, expires_at, asked_country_code, return_url, actor)
    SELECT ${bind(attempt.workspaceId)}::uuid, ${bind(attempt.id)}::uuid, ${bind(attempt.linkId)}::uuid,
           ${bind(attempt.urlHash)}::bytea, now() + ${bind(attempt.hours)}::int * interval '1 hour',
           ${bind(attempt.askedCountryCode)}, ${bind(attempt.returnUrl)}, ${bind(attempt.actor)}
      FROM (SELECT count(*) FROM ended) AS first
    ON CONFLICT (workspace_id, id) DO NOTHING RETURNING id, expires_at`,
});

/** Where an attempt goes, and what may explain that. */
export type EndReason =
  | { readonly step: 'CREATED'; readonly reason: RoundReason }
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
): Parts => ({
  ended: (bind) => `
    UPDATE ledgerlink.link_attempt
       SET step = ${bind(step)}, reason = ${bind(reason)}, held_set_id = NULL, grant_id = NULL, businesses = NULL,
           verifier_sealed = NULL, ended_at = ${step === 'CREATED' ? 'NULL' : 'now()'}
     WHERE workspace_id = ${bind(workspaceId)} AND link_id = ${bind(linkId)}
       AND step ${oneOf(stepsBefore(step))}
       AND (grant_id IS NULL OR grant_id IN (SELECT id FROM ended_grants)) AND ${when}
       ${only ? `AND id = ${bind(only.id)} AND state_hash IS NOT DISTINCT FROM ${bind(only.stateHash)}` : ''}
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
export const startAttempt = (start: AttemptStart): Parts => ({
  started: (bind) => `
    UPDATE ledgerlink.link_attempt a
       SET step = 'STARTED', reason = NULL, browser_hash = ${bind(start.browserHash)}, state_hash = ${bind(start.stateHash)},
           state_expires_at = now() + ${bind(start.stateMinutes)}::int * interval '1 minute', state_used_at = NULL,
           verifier_sealed = ${bind(start.verifierSealed)}, redirect_uri = ${bind(start.redirectUri)},
           country_code = ${bind(start.countryCode)}, credential_set_id = s.id, held_set_id = s.id, grant_id = NULL,
           businesses = NULL
      FROM ledgerlink.credential_set s
      JOIN ledgerlink.integration_setting i ON i.workspace_id = s.workspace_id AND i.enabled
     WHERE a.workspace_id = ${bind(start.workspaceId)} AND a.id = ${bind(start.id)}
       AND a.step ${oneOf(stepsBefore('STARTED'))} AND a.expires_at > now()
       AND s.workspace_id = a.workspace_id AND s.id = ${bind(start.setId)} AND s.status = 'CURRENT'
       AND i.integration_key = ${bind(start.integrationKey)}
       AND (a.grant_id IS NULL OR a.grant_id IN (SELECT id FROM ended_grants))
    RETURNING a.id`,
});

/** `spent`: the one turn of a state. Whoever comes second, at the same moment even, gets no row. */
export const spendState = (workspaceId: string, stateHash: Buffer, browserHash: Buffer): Parts => ({
  spent: (bind) => `
    UPDATE ledgerlink.link_attempt SET state_used_at = now()
     WHERE workspace_id = ${bind(workspaceId)} AND state_hash = ${bind(stateHash)} AND browser_hash = ${bind(browserHash)}
       AND step = 'STARTED' AND state_used_at IS NULL AND state_expires_at > now() AND expires_at > now()
    RETURNING id`,
});

/** `choosing`: the attempt takes the grant over that the same statement makes. */
export const holdGrant = (
  workspaceId: string,
  { id, stateHash }: { readonly id: string; readonly stateHash: Buffer | null },
  grantId: string,
): Parts => ({
  choosing: (bind) => `
    UPDATE ledgerlink.link_attempt
       SET step = 'CHOOSING', reason = 'AWAITING_CHOICE', grant_id = ${bind(grantId)}, verifier_sealed = NULL
     WHERE workspace_id = ${bind(workspaceId)} AND id = ${bind(id)} AND step ${oneOf(stepsBefore('CHOOSING'))}
       AND state_used_at IS NOT NULL
       AND state_hash = ${bind(stateHash)}
    RETURNING id`,
});

/** `listed`: what the sign-in reaches; not where the integration was disabled while the platform was asked. */
export const keepBusinesses = (
  workspaceId: string,
  { id, grantId }: { id: string; grantId: string },
  businesses: readonly BusinessData[],
): Parts => ({
  listed: (bind) => `
    UPDATE ledgerlink.link_attempt a SET businesses = ${bind(JSON.stringify(businesses))}::jsonb
      FROM ledgerlink.company_link l
      JOIN ledgerlink.integration_setting i
        ON i.workspace_id = l.workspace_id AND i.integration_key = l.integration_key AND i.enabled
     WHERE a.workspace_id = ${bind(workspaceId)} AND a.id = ${bind(id)} AND a.step = 'CHOOSING'
       AND a.grant_id = ${bind(grantId)} AND l.workspace_id = a.workspace_id AND l.id = a.link_id
    RETURNING a.id`,
});

/** `done`: the attempt hands its grant over. */
export const finishAttempt = (workspaceId: string, id: string, reason: ReasonOf<'LINKED'>): Parts => ({
  done: (bind) => `
    UPDATE ledgerlink.link_attempt
       SET step = 'DONE', reason = ${bind(reason)}, held_set_id = NULL, grant_id = NULL, businesses = NULL, ended_at = now()
     WHERE workspace_id = ${bind(workspaceId)} AND id = ${bind(id)} AND step ${oneOf(stepsBefore('DONE'))}
    RETURNING id`,
});

/** `noted`: why the choice was not taken; the attempt stays open for another. */
export const noteReason = (workspaceId: string, id: string, reason: RoundReason): Parts => ({
  noted: (bind) => `
    UPDATE ledgerlink.link_attempt SET reason = ${bind(reason)}
     WHERE workspace_id = ${bind(workspaceId)} AND id = ${bind(id)} AND step = 'CHOOSING' RETURNING id`,
});
