import { Field, ID, InputType } from 'type-graphql';
import { OutputType, ProblemType } from '../infra/graphql/output-type.js';
import { Problem } from '../infra/graphql/problem.graphql.js';
import { resultUnion, toResult } from '../infra/graphql/result-union.js';
import { Business, toBusiness } from '../links/business.graphql.js';
import { CompanyLink, toCompanyLink } from '../links/company-link.graphql.js';
import { IntegrationDisabled, LinkNotFound, PlatformUnavailable } from '../links/link-problems.graphql.js';
import type { ChooseOutcome } from './link.outcomes.js';

@InputType({ description: 'The business to link for a customer who has signed in.' })
export class ChooseBusinessInput {
  @Field(() => ID, { description: 'The id of the link.' })
  linkId: string;

  @Field(() => String, { description: 'The id of one of the `availableBusinesses` of the link.' })
  businessId: string;
}

@OutputType('The business is linked, by this call or an earlier one.')
export class ChooseBusinessSuccess {
  @Field(() => CompanyLink, { description: 'The link after the change.' })
  link: CompanyLink;
}

@ProblemType("The customer's sign-in gives no access to this business. Nothing was changed.")
export class BusinessNotAvailable extends Problem {}

@ProblemType('The link belongs to another business. Nothing was changed.')
export class BusinessDiffers extends Problem {
  @Field(() => Business, { description: 'The business that was linked before.' })
  previous: Business;
}

@ProblemType('No business can be chosen, because no customer has signed in for this link. Nothing was changed.')
export class ChoiceNotOpen extends Problem {}

@ProblemType("The business's subscription to the platform is not active. Nothing was changed.")
export class SubscriptionInactive extends Problem {}

export const ChooseBusinessResult = resultUnion('ChooseBusinessResult', 'The result of choosing a business.', {
  ChooseBusinessSuccess,
  LinkNotFound,
  BusinessNotAvailable,
  BusinessDiffers,
  ChoiceNotOpen,
  SubscriptionInactive,
  PlatformUnavailable,
  IntegrationDisabled,
});

export const toChooseResult = (outcome: ChooseOutcome) =>
  toResult<ChooseOutcome, typeof ChooseBusinessResult>(outcome, {
    ChooseBusinessSuccess: ({ link }) => ({ link: toCompanyLink(link) }),
    BusinessDiffers: ({ previous, ...differs }) => ({ ...differs, previous: toBusiness(previous) }),
  });
