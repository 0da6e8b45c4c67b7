import { oneOf, type SqlFragments } from '../infra/database/statement.js';
import { statusesBefore } from './company-link.rules.js';

/** `lost_link`: the link of a grant that was given up, with the reason of the CTE `deauthorized`. */
export const loseLink = (workspaceId: string): SqlFragments => ({
  lost_link: (addParameter) => `
    UPDATE ledgerlink.company_link l
       SET status = 'DEAUTHORIZED', status_reason = d.reason, status_changed_at = now()
      FROM deauthorized d
     WHERE l.workspace_id = ${addParameter(workspaceId)} AND d.workspace_id = l.workspace_id AND l.grant_id = d.id
       AND l.status ${oneOf(statusesBefore('DEAUTHORIZED'))}
    RETURNING l.id`,
});

/** `recovered_link`: the link of a grant that a late answer brought back, of the CTE `recovered`. */
export const recoverLink = (workspaceId: string): SqlFragments => ({
  recovered_link: (addParameter) => `
    UPDATE ledgerlink.company_link l
       SET status = 'LINKED', status_reason = 'RECOVERED', status_changed_at = now()
      FROM recovered r
     WHERE l.workspace_id = ${addParameter(workspaceId)} AND r.workspace_id = l.workspace_id AND l.grant_id = r.id
       AND l.status = 'DEAUTHORIZED'
    RETURNING l.id`,
});
