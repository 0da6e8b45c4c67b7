import { columns, defineFragment, type Ids, type SqlFragment } from '../../infra/database/statement.js';

/** JOIN of the grant `g` to which the row `of` refers by `grant_id`. `workspace` is the parameter, here and below. */
export const joinGrant = (g: string, of: string, workspace: string): string =>
  `JOIN ledgerlink.platform_grant ${g} ON ${g}.workspace_id = ${workspace} AND ${g}.id = ${of}.grant_id`;

/** A condition: the grant of the row `of` has ended. */
export const heldGrantHasEnded = (of: string, workspace: string): string =>
  `EXISTS (SELECT FROM ledgerlink.platform_grant g
            WHERE g.workspace_id = ${workspace} AND g.id = ${of}.grant_id AND g.state = 'ENDED')`;

/** A condition: a grant depends on the credential set of the row `set`. */
export const isHeldByGrant = (set: string, workspace: string): string =>
  `EXISTS (SELECT FROM ledgerlink.platform_grant g WHERE g.workspace_id = ${workspace} AND g.held_set_id = ${set}.id)`;

/** Locks the grants of the fragment `held` until the transaction ends, in the order of their ids. */
export const grantsLocked = (held: SqlFragment<never, { grant_id: string }>) =>
  defineFragment({
    name: 'grants_locked',
    returns: columns<{ id: string }>('id'),
    reads: [held],
    sql: (addParameter, { workspaceId }: Ids, [grants]) => `
    SELECT id FROM ledgerlink.platform_grant
     WHERE workspace_id = ${addParameter(workspaceId)} AND id IN (${grants.select('grant_id')}) ORDER BY id FOR UPDATE`,
  });

/**
 * Ends refresh attempts of the grants that the rows of `holder` have just taken. A process that marks such a grant as
 * lost may be waiting for our lock, and its statement would not see the new holder. With the next generation it changes
 * nothing, and the next attempt sees the holder.
 */
export const refreshAttemptsEnded = (holder: SqlFragment<never, { grant_id: string | null }>) =>
  defineFragment({
    name: 'refresh_attempts_ended',
    reads: [holder],
    sql: (addParameter, { workspaceId }: Ids, [taken]) => `
    UPDATE ledgerlink.platform_grant SET generation = generation + 1
     WHERE workspace_id = ${addParameter(workspaceId)} AND id IN (${taken.select('grant_id')})`,
  });
