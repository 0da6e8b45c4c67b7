import { defineFragment } from '../../src/infra/database/statement.js';
import {
  defineGrantStatements,
  type GrantHolders,
} from '../../src/tokens/grant/grant-statements.repository.js';

/** The links as holders of grants, in their barest form: the states alone, no audit. */
const bareHolders: GrantHolders = {
  afterLoss: (lost) => [
    defineFragment({
      name: 'link_lost',
      reads: [lost],
      sql: (_addParameter, _input: object, [grant]) => {
        const d = grant.as('d');
        return `
      UPDATE ledgerlink.company_link l SET status = 'DEAUTHORIZED', status_reason = ${d.reason}, status_changed_at = now()
        FROM ${d.from} WHERE l.workspace_id = ${d.workspace_id} AND l.grant_id = ${d.id} AND l.status = 'LINKED'`;
      },
    }),
  ],
  afterRecovery: (recovered) => [
    defineFragment({
      name: 'link_recovered',
      reads: [recovered],
      sql: (_addParameter, _input: object, [grant]) => {
        const r = grant.as('r');
        return `
      UPDATE ledgerlink.company_link l SET status = 'LINKED', status_reason = 'RECOVERED', status_changed_at = now()
        FROM ${r.from} WHERE l.workspace_id = ${r.workspace_id} AND l.grant_id = ${r.id} AND l.status = 'DEAUTHORIZED'`;
      },
    }),
  ],
  afterRevocation: () => [],
};

export const bareGrantStatements = defineGrantStatements(bareHolders);
