// What happens to a link when its grant changes. It stands here, right of `companies`, because the events name the company;
// `tokens` declares the interface.
import { recordAbout } from '../audit/audit-event.repository.js';
import { companyNameOfLink } from '../companies/company.repository.js';
import { labelOfSet } from '../credentials/credential-health.repository.js';
import { columns, defineFragment, type SqlFragment } from '../infra/database/statement.js';
import { linkLost, linkRecovered } from '../links/link-holders.repository.js';
import { defineGrantStatements, type GrantHolders } from '../tokens/grant/grant-statements.repository.js';

const OF_LINK = {
  changedFields: ['status', 'statusReason'],
  label: companyNameOfLink,
  told: "json_build_object('companyId', about.company_id, 'integrationKey', about.integration_key, 'reason', about.status_reason)",
};

/**
 * Records the revocation of an ended grant. The event names the credential set, because the grant has no link any more.
 */
const setOfRevoked = (revoked: SqlFragment<never, { credential_set_id: string }>) =>
  defineFragment({
    name: 'set_of_revoked',
    returns: columns<{ id: string }>('id'),
    reads: [revoked],
    sql: (_addParameter, _input: object, [grant]) => {
      const g = grant.as('g');
      return `SELECT ${g.credential_set_id} AS id FROM ${g.from}`;
    },
  });

const holders: GrantHolders = {
  afterLoss: (lost) => {
    const target = linkLost(lost);
    return [target, recordAbout({ action: 'link.deauthorized', target, ...OF_LINK })];
  },
  afterRecovery: (recovered) => {
    const target = linkRecovered(recovered);
    return [target, recordAbout({ action: 'link.recovered', target, ...OF_LINK })];
  },
  afterRevocation: (revoked) => {
    const target = setOfRevoked(revoked);
    const event = {
      action: 'tokens.revoked',
      changedFields: ['tokens'],
    } as const;
    return [target, recordAbout({ ...event, target, label: labelOfSet })];
  },
};

/** The statements that change a grant together with its link. */
export const grantStatements = defineGrantStatements(holders);
