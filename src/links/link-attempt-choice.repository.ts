import { type AddParameter, columns, defineFragment, type Ids, type Now, oneOf } from '../infra/database/statement.js';
import { joinSetting } from '../integrations/integration-setting.repository.js';
import type { BusinessData } from './business.rules.js';
import type { ReasonOf } from './company-link.rules.js';
import type { AttemptRound } from './grant-selectors.repository.js';
import { type AttemptFailureReason, stepsBefore } from './link-attempt.rules.js';

const mayChoose = (addParameter: AddParameter, held: AttemptRound): string => `
       id = ${addParameter(held.attemptId)} AND step ${oneOf(stepsBefore('CHOOSING'))}
       AND state_used_at IS NOT NULL AND state_hash = ${addParameter(held.stateHash)}`;

/** Locks the attempt, if it may take a grant. */
export const attemptLocked = defineFragment({
  name: 'attempt_locked',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, held: AttemptRound & Ids) =>
    `SELECT id FROM ledgerlink.link_attempt
      WHERE workspace_id = ${addParameter(held.workspaceId)} AND ${mayChoose(addParameter, held)} FOR UPDATE`,
});

/** The attempt takes the grant that the same transaction has inserted. */
export const attemptChoosing = defineFragment({
  name: 'attempt_choosing',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, held: AttemptRound & Ids<'grantId'>) => `
    UPDATE ledgerlink.link_attempt
       SET step = 'CHOOSING', reason = 'AWAITING_CHOICE', grant_id = ${addParameter(held.grantId)}, verifier_sealed = NULL
     WHERE workspace_id = ${addParameter(held.workspaceId)} AND ${mayChoose(addParameter, held)}
    RETURNING id`,
});

/** Stores the businesses of a sign-in, unless the integration was disabled meanwhile. */
export const businessesKept = defineFragment({
  name: 'businesses_kept',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, kept: Ids<'attemptId' | 'grantId'> & { readonly businesses: readonly BusinessData[] }) => {
    const workspace = addParameter(kept.workspaceId);
    return `
    UPDATE ledgerlink.link_attempt a SET businesses = ${addParameter(JSON.stringify(kept.businesses))}::jsonb
      FROM ledgerlink.company_link l ${joinSetting('i', 'l', workspace)} AND i.enabled
     WHERE a.workspace_id = ${workspace} AND a.id = ${addParameter(kept.attemptId)} AND a.step = 'CHOOSING'
       AND a.grant_id = ${addParameter(kept.grantId)} AND l.workspace_id = ${workspace} AND l.id = a.link_id
    RETURNING a.id`;
  },
});

/** Ends the attempt, whose grant the link has taken. */
export const attemptDone = defineFragment({
  name: 'attempt_done',
  returns: columns<{ id: string }>('id'),
  sql: (addParameter, done: Ids<'attemptId'> & Now & { readonly reason: ReasonOf<'LINKED'> }) => `
    UPDATE ledgerlink.link_attempt
       SET step = 'DONE', reason = ${addParameter(done.reason)}, held_set_id = NULL, grant_id = NULL, businesses = NULL, ended_at = ${addParameter(done.now)}
     WHERE workspace_id = ${addParameter(done.workspaceId)} AND id = ${addParameter(done.attemptId)} AND step ${oneOf(stepsBefore('DONE'))}
    RETURNING id`,
});

/** Stores why a choice was not accepted, if it is another reason. The attempt stays open for another choice. */
export const reasonNoted = defineFragment({
  name: 'reason_noted',
  returns: columns<{ id: string }>('id'),
  sql: (
    addParameter,
    noted: {
      readonly workspaceId: string;
      readonly attemptId: string;
      readonly reason: AttemptFailureReason;
    },
  ) => `
    UPDATE ledgerlink.link_attempt SET reason = ${addParameter(noted.reason)}
     WHERE workspace_id = ${addParameter(noted.workspaceId)} AND id = ${addParameter(noted.attemptId)} AND step = 'CHOOSING' AND reason IS DISTINCT FROM ${addParameter(noted.reason)} RETURNING id`,
});
