import { Field, ID, InputType } from 'type-graphql';
import { OutputType } from '../infra/graphql/output-type.js';
import { resultUnion, toResult } from '../infra/graphql/result-union.js';
import { CompanyLink, toCompanyLink } from '../links/company-link.graphql.js';
import { LinkNotFound } from '../links/link-problems.graphql.js';
import type { UnlinkOutcome } from './link.outcomes.js';

@InputType({ description: 'The link to end.' })
export class UnlinkCompanyInput {
  @Field(() => ID, { description: 'The id of the link.' })
  linkId: string;
}

@OutputType(
  'The company is unlinked, by this call or an earlier one. Its tokens are deleted, and its open URL and sign-in have ended.',
)
export class UnlinkCompanySuccess {
  @Field(() => CompanyLink, { description: 'The link after the change.' })
  link: CompanyLink;

  @Field(() => Boolean, {
    description:
      'Whether the platform confirmed that the tokens are revoked. False when there were none, when the platform did not answer, when another link uses the same consent, or when the request has an idempotency key: then the platform is asked after the answer.',
  })
  revokedAtPlatform: boolean;
}

export const UnlinkCompanyResult = resultUnion('UnlinkCompanyResult', 'The result of unlinking a company.', {
  UnlinkCompanySuccess,
  LinkNotFound,
});

export const toUnlinkResult = (outcome: UnlinkOutcome) =>
  toResult<UnlinkOutcome, typeof UnlinkCompanyResult>(outcome, {
    UnlinkCompanySuccess: ({ link, revokedAtPlatform }) => ({ link: toCompanyLink(link), revokedAtPlatform }),
  });
