import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { objectOf, toResult } from '../infra/graphql/to-result.js';
import { CompanyLink, toCompanyLink } from '../links/company-link.graphql.js';
import { LinkNotFound } from '../links/link-problems.graphql.js';
import type { UnlinkOutcome } from './link.outcomes.js';

@InputType({ description: 'Which link to cut.' })
export class UnlinkCompanyInput {
  @Field(() => ID, { description: "The link's id." })
  linkId: string;
}

@ObjectType({
  description: 'The link is cut, by this call or before it: its tokens, URL and sign-in under way are gone.',
  simpleResolvers: true,
})
export class UnlinkCompanySuccess {
  @Field(() => CompanyLink, { description: 'As it is now.' })
  link: CompanyLink;

  @Field(() => Boolean, {
    description:
      'Whether the platform confirmed that the tokens are revoked. False when there were none, when it did not answer, or when another link depends on the same consent.',
  })
  revokedAtPlatform: boolean;
}

export const UnlinkCompanyResult = createUnionType({
  name: 'UnlinkCompanyResult',
  description: 'The result of cutting a link.',
  types: () => [UnlinkCompanySuccess, LinkNotFound] as const,
});

export const toUnlinkResult = (outcome: UnlinkOutcome): typeof UnlinkCompanyResult =>
  toResult(outcome, {
    UnlinkCompanySuccess: ({ link, revokedAtPlatform }) =>
      objectOf(UnlinkCompanySuccess)({ link: toCompanyLink(link), revokedAtPlatform }),
    LinkNotFound: objectOf(LinkNotFound),
  });
