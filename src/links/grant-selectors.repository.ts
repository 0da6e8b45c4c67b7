import { anyExists, columns, defineFragment, type Ids, type SqlFragment } from '../infra/database/statement.js';

/** One sign-in of an attempt at the platform. */
export interface AttemptRound {
  readonly attemptId: string;
  readonly stateHash: Buffer | null;
}

const held = {
  name: 'grants_held',
  returns: columns<{ grant_id: string }>('grant_id'),
} as const;

/** The grant of a link. */
export const grantOfLink = defineFragment({
  ...held,
  sql: (addParameter, { workspaceId, linkId }: Ids<'linkId'>) => `
    SELECT grant_id FROM ledgerlink.company_link
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(linkId)} AND grant_id IS NOT NULL`,
});

/** The grant of a link's open attempt. With `only`, only if it is this attempt in this sign-in. */
export const grantOfAttempt = defineFragment({
  ...held,
  sql: (addParameter, { workspaceId, linkId, only }: Ids<'linkId'> & { readonly only?: AttemptRound }) => `
    SELECT grant_id FROM ledgerlink.link_attempt
     WHERE workspace_id = ${addParameter(workspaceId)} AND link_id = ${addParameter(linkId)} AND grant_id IS NOT NULL
       ${only ? `AND id = ${addParameter(only.attemptId)} AND state_hash IS NOT DISTINCT FROM ${addParameter(only.stateHash)}` : ''}`,
});

/** The grants of a link and its attempt, if any of the fragments `when` has a row, or always without `when`. */
export const grantsOfLinkAndAttempt = (...when: readonly SqlFragment<never>[]) =>
  defineFragment({
    ...held,
    reads: when,
    sql: (addParameter, { workspaceId, linkId }: Ids<'linkId'>, conditions) => {
      const [workspace, link, condition] = [addParameter(workspaceId), addParameter(linkId), anyExists(conditions)];
      return `
    SELECT grant_id FROM ledgerlink.company_link
     WHERE workspace_id = ${workspace} AND id = ${link} AND grant_id IS NOT NULL AND ${condition}
    UNION ALL
    SELECT grant_id FROM ledgerlink.link_attempt
     WHERE workspace_id = ${workspace} AND link_id = ${link} AND grant_id IS NOT NULL AND ${condition}`;
    },
  });
