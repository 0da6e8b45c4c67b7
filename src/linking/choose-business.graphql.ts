import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { objectOf, toResult } from '../infra/graphql/to-result.js';
import { Business, toBusiness } from '../links/business.graphql.js';
import { CompanyLink, toCompanyLink } from '../links/company-link.graphql.js';
import { IntegrationDisabled, LinkNotFound, PlatformUnavailable } from '../links/link-problems.graphql.js';
import type { ChooseOutcome } from './link.outcomes.js';

@InputType({ description: 'Which business of a customer who has signed in to link.' })
export class ChooseBusinessInput {
  @Field(() => ID, { description: "The link's id." })
  linkId: string;

  @Field(() => String, { description: 'The id of one of its `availableBusinesses`.' })
  businessId: string;
}

@ObjectType({ description: 'The business is linked, by this call or before it.', simpleResolvers: true })
export class ChooseBusinessSuccess {
  @Field(() => CompanyLink, { description: 'As it is now.' })
  link: CompanyLink;
}

@ObjectType({
  description: 'The sign-in does not reach this business. Nothing was changed.',
  implements: Problem,
  simpleResolvers: true,
})
export class BusinessNotAvailable extends Problem {}

@ObjectType({
  description: 'Relinking reached another business than before; the link is unchanged.',
  implements: Problem,
  simpleResolvers: true,
})
export class BusinessDiffers extends Problem {
  @Field(() => Business, { description: 'The business that was linked before.' })
  previous: Business;
}

@ObjectType({
  description: 'No customer has signed in and waits for a choice. Nothing was changed.',
  implements: Problem,
  simpleResolvers: true,
})
export class ChoiceNotOpen extends Problem {}

@ObjectType({
  description: "The business's subscription to the platform is not active. Nothing was changed.",
  implements: Problem,
  simpleResolvers: true,
})
export class SubscriptionInactive extends Problem {}

export const ChooseBusinessResult = createUnionType({
  name: 'ChooseBusinessResult',
  description: 'The result of choosing a business.',
  types: () =>
    [
      ChooseBusinessSuccess,
      LinkNotFound,
      BusinessNotAvailable,
      BusinessDiffers,
      ChoiceNotOpen,
      SubscriptionInactive,
      PlatformUnavailable,
      IntegrationDisabled,
    ] as const,
});

export const toChooseResult = (outcome: ChooseOutcome): typeof ChooseBusinessResult =>
  toResult(outcome, {
    ChooseBusinessSuccess: ({ link }) => objectOf(ChooseBusinessSuccess)({ link: toCompanyLink(link) }),
    LinkNotFound: objectOf(LinkNotFound),
    IntegrationDisabled: objectOf(IntegrationDisabled),
    PlatformUnavailable: objectOf(PlatformUnavailable),
    BusinessNotAvailable: objectOf(BusinessNotAvailable),
    BusinessDiffers: (it) => objectOf(BusinessDiffers)({ ...it, previous: toBusiness(it.previous) }),
    ChoiceNotOpen: objectOf(ChoiceNotOpen),
    SubscriptionInactive: objectOf(SubscriptionInactive),
  });
