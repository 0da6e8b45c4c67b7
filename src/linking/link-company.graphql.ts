import { Field, ID, InputType } from 'type-graphql';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion, toResult } from '../infra/graphql/result-union.js';
import { CountryCode, DateTime, Url } from '../infra/graphql/scalars.graphql.js';
import { INTEGRATION_KEY, IntegrationNotFound } from '../integrations/shared-results.graphql.js';
import { CompanyLink, toCompanyLink } from '../links/company-link.graphql.js';
import { CompanyNotFound, IntegrationDisabled, RegionNotSupported } from '../links/link-problems.graphql.js';
import { ReturnUrlNotAllowed } from '../workspaces/return-urls.graphql.js';
import type { LinkCompanyOutcome } from './link.outcomes.js';

@InputType({ description: 'The company to link, and the options of the link URL.' })
export class LinkCompanyInput {
  @Field(() => ID, { description: 'The id of the company.' })
  companyId: string;

  @Field(() => String, { description: INTEGRATION_KEY })
  integrationKey: string;

  @Field(() => CountryCode, {
    nullable: true,
    description:
      'The country of the business. Left out: the customer chooses. Leave it out for an integration without `supportedRegions`.',
  })
  countryCode?: string | null;

  @Field(() => Url, {
    nullable: true,
    description:
      'The URL to which the customer is sent at the end, with `status`, `reason` and `linkId` added. It must be in the list of setReturnUrls. Left out: linking ends on our own page.',
  })
  returnUrl?: URL | null;
}

@OutputType('A link URL was created. Send it to the customer, who links the company there.')
export class LinkCompanySuccess {
  @Field(() => CompanyLink, { description: 'The link. An earlier open URL of it has ended.' })
  link: CompanyLink;

  @Field(() => Url, {
    description: 'The URL for this customer only. It is shown in this answer only. linkCompany creates another one.',
  })
  linkUrl: string;

  @Field(() => DateTime, { description: 'When the URL expires if the customer has not finished linking.' })
  expiresAt: Date;

  @Field(() => [String], {
    description: 'Warnings, such as the retirement of the API version that will be used.',
  })
  warnings: readonly string[];
}

@ProblemType('The company is already linked through this integration. Nothing was changed.')
export class AlreadyLinked extends Problem {
  @Field(() => CompanyLink, { description: 'The link.' })
  link: CompanyLink;
}

export const LinkCompanyResult = resultUnion('LinkCompanyResult', 'The result of requesting a link URL.', {
  LinkCompanySuccess,
  CompanyNotFound,
  IntegrationNotFound,
  IntegrationDisabled,
  RegionNotSupported,
  AlreadyLinked,
  ReturnUrlNotAllowed,
});

export const toLinkResult = (outcome: LinkCompanyOutcome, publicUrl: string) =>
  toResult<LinkCompanyOutcome, typeof LinkCompanyResult>(outcome, {
    LinkCompanySuccess: ({ link, token, expiresAt, warnings }) => ({
      link: toCompanyLink(link),
      linkUrl: `${publicUrl}/link/${token}`,
      expiresAt,
      warnings,
    }),
    AlreadyLinked: ({ link, ...already }) => ({ ...already, link: toCompanyLink(link) }),
  });
