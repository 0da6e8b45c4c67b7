import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { CountryCode, DateTime, Url } from '../infra/graphql/scalars.graphql.js';
import { objectOf, toResult } from '../infra/graphql/to-result.js';
import { INTEGRATION_KEY, IntegrationNotFound } from '../integrations/shared-results.graphql.js';
import { CompanyLink, toCompanyLink } from '../links/company-link.graphql.js';
import { CompanyNotFound, IntegrationDisabled, RegionNotSupported } from '../links/link-problems.graphql.js';
import { ReturnUrlNotAllowed } from '../workspaces/return-urls.graphql.js';
import type { LinkCompanyOutcome } from './link.outcomes.js';

@InputType({ description: 'Which company to link through which integration.' })
export class LinkCompanyInput {
  @Field(() => ID, { description: "The company's id." })
  companyId: string;

  @Field(() => String, { description: INTEGRATION_KEY })
  integrationKey: string;

  @Field(() => CountryCode, {
    nullable: true,
    description:
      'The country of its business; left out, the customer chooses. Leave it out for an integration without `supportedRegions`.',
  })
  countryCode?: string | null;

  @Field(() => Url, {
    nullable: true,
    description:
      'Where to send the customer afterwards, with `status`, `reason` and `linkId` added; must be on the allow-list of setReturnUrls. Left out: our own page ends it.',
  })
  returnUrl?: URL | null;
}

@ObjectType({ description: 'Send the customer to the URL; the link is made there.', simpleResolvers: true })
export class LinkCompanySuccess {
  @Field(() => CompanyLink, { description: 'As it is now: an earlier open URL of it has ended.' })
  link: CompanyLink;

  @Field(() => Url, {
    description: 'For this customer alone. It is in this answer and nowhere else; linkCompany makes another.',
  })
  linkUrl: string;

  @Field(() => DateTime, { description: 'When the URL ends if nobody finishes linking.' })
  expiresAt: Date;

  @Field(() => [String], {
    description: 'What to know first, e.g. that the platform retires the API version that will be used.',
  })
  warnings: readonly string[];
}

@ObjectType({
  description: 'The company is linked through this integration. Nothing was changed.',
  implements: Problem,
  simpleResolvers: true,
})
export class AlreadyLinked extends Problem {
  @Field(() => CompanyLink, { description: 'The link.' })
  link: CompanyLink;
}

export const LinkCompanyResult = createUnionType({
  name: 'LinkCompanyResult',
  description: 'The result of asking for a link.',
  types: () =>
    [
      LinkCompanySuccess,
      CompanyNotFound,
      IntegrationNotFound,
      IntegrationDisabled,
      RegionNotSupported,
      AlreadyLinked,
      ReturnUrlNotAllowed,
    ] as const,
});

export const toLinkResult = (outcome: LinkCompanyOutcome, publicUrl: string): typeof LinkCompanyResult =>
  toResult(outcome, {
    LinkCompanySuccess: ({ link, token, expiresAt, warnings }) =>
      objectOf(LinkCompanySuccess)({
        link: toCompanyLink(link),
        linkUrl: `${publicUrl}/link/${token}`,
        expiresAt,
        warnings,
      }),
    CompanyNotFound: objectOf(CompanyNotFound),
    IntegrationNotFound: objectOf(IntegrationNotFound),
    IntegrationDisabled: objectOf(IntegrationDisabled),
    RegionNotSupported: objectOf(RegionNotSupported),
    AlreadyLinked: (it) => objectOf(AlreadyLinked)({ ...it, link: toCompanyLink(it.link) }),
    ReturnUrlNotAllowed: objectOf(ReturnUrlNotAllowed),
  });
