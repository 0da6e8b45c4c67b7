/** SQL for the grants that a link and what it has under way hold. */
export const grantsOf =
  (workspaceId: string, linkId: string, when: string) =>
  (addParameter: (value: unknown) => string): string => {
    const [workspace, link] = [addParameter(workspaceId), addParameter(linkId)];
    return `
    SELECT grant_id FROM ledgerlink.company_link
     WHERE workspace_id = ${workspace} AND id = ${link} AND grant_id IS NOT NULL AND ${when}
    UNION ALL ${heldByAttempt(workspace, link)} AND ${when}`;
  };

/** SQL for the grant that a link's attempt holds; only of this one in this round, where it is given. */
export const grantOfAttempt =
  (workspaceId: string, linkId: string, only?: { readonly id: string; readonly stateHash: Buffer | null }) =>
  (addParameter: (value: unknown) => string): string =>
    `${heldByAttempt(addParameter(workspaceId), addParameter(linkId))}
     ${only ? `AND id = ${addParameter(only.id)} AND state_hash IS NOT DISTINCT FROM ${addParameter(only.stateHash)}` : ''}`;

/** SQL for the grant that the link itself holds. */
export const grantOfLink =
  (workspaceId: string, linkId: string) =>
  (addParameter: (value: unknown) => string): string =>
    `
    SELECT grant_id FROM ledgerlink.company_link
     WHERE workspace_id = ${addParameter(workspaceId)} AND id = ${addParameter(linkId)} AND grant_id IS NOT NULL`;

const heldByAttempt = (workspace: string, link: string): string => `
    SELECT grant_id FROM ledgerlink.link_attempt
     WHERE workspace_id = ${workspace} AND link_id = ${link} AND grant_id IS NOT NULL`;
