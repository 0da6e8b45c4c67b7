import type { GrantHolders } from '../../src/tokens/grant/grant.outcomes.js';

/** The links as holders of grants, in their barest form: the states alone, no audit. */
export const bareHolders: GrantHolders = {
  deauthorized: () => ({
    link_lost: () => `
      UPDATE ledgerlink.company_link l SET status = 'DEAUTHORIZED', status_reason = d.reason, status_changed_at = now()
        FROM deauthorized d WHERE l.workspace_id = d.workspace_id AND l.grant_id = d.id AND l.status = 'LINKED'`,
  }),
  recovered: () => ({
    link_recovered: () => `
      UPDATE ledgerlink.company_link l SET status = 'LINKED', status_reason = 'RECOVERED', status_changed_at = now()
        FROM recovered r WHERE l.workspace_id = r.workspace_id AND l.grant_id = r.id AND l.status = 'DEAUTHORIZED'`,
  }),
  revoked: () => ({}),
};
