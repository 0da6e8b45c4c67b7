import { Field } from 'type-graphql';
import { Node } from '../infra/graphql/node.graphql.js';
import { OutputType } from '../infra/graphql/output-type.js';
import { CountryCode, DateTime } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { toGlobalId } from '../infra/ids/ids.js';
import { Business, toBusiness } from './business.graphql.js';
import type { LinkRow } from './company-link.repository.js';
import { LinkStatus } from './link-status.graphql.js';
import { LinkStatusReason } from './link-status-reason.graphql.js';

@RequiresScope('COMPANIES_READ')
@OutputType(
  'The link of a company through an integration. There is one per pair, and it is kept when it is unlinked.',
  Node,
)
export class CompanyLink extends Node {
  // company-link.resolver.ts resolves `company`, `integration`, `credentialSet` and `availableBusinesses`, and
  // request-budget.resolver.ts `requestBudget`.

  @Field(() => LinkStatus, { description: 'The status of the link.' })
  status: LinkStatus;

  @Field(() => LinkStatusReason, { description: 'The reason for the status.' })
  statusReason: LinkStatusReason;

  @Field(() => DateTime, { description: 'When the status or its reason last changed.' })
  statusChangedAt: Date;

  @Field(() => CountryCode, {
    nullable: true,
    description:
      'The country for which the customer signed in. For a platform without countries, the country of the business. Null before the first link, and when neither is known.',
  })
  countryCode: string | null;

  @Field(() => Business, {
    nullable: true,
    description: 'The company data file that is linked, or was linked last. Null before the first link.',
  })
  business: Business | null;

  @Field(() => DateTime, { nullable: true, description: 'When the company was last linked. Null: never.' })
  linkedAt: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When access ends if the tokens are not renewed. Null when there are no tokens, or they do not expire.',
  })
  refreshTokenExpiresAt: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When the tokens were last renewed. Null when there are no tokens.',
  })
  lastRefreshedAt: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Until when the customer can use the link URL. Null when there is no open URL: none was made, or it was used, withdrawn or has expired.',
  })
  linkUrlExpiresAt: Date | null;

  localId: string;
  companyId: string;
  integrationKey: string;
  credentialSetId: string | null;
}

export function toCompanyLink(row: LinkRow): CompanyLink {
  return Object.assign(new CompanyLink(), {
    id: toGlobalId('CompanyLink', row.id),
    localId: row.id,
    companyId: row.company_id,
    integrationKey: row.integration_key,
    credentialSetId: row.credential_set_id,
    status: LinkStatus[row.status],
    statusReason: LinkStatusReason[row.status_reason],
    statusChangedAt: row.status_changed_at,
    countryCode: row.country_code,
    business: linkedBusiness(row),
    linkedAt: row.linked_at,
    refreshTokenExpiresAt: row.refresh_expires_at,
    lastRefreshedAt: row.last_refreshed_at,
    linkUrlExpiresAt: row.link_url_expires_at,
  });
}

function linkedBusiness(row: LinkRow): Business | null {
  if (row.business_id === null) return null;
  return toBusiness({
    id: row.business_id,
    name: row.business_name ?? '',
    countryCode: row.country_code,
    isLead: row.business_is_lead ?? false,
  });
}
