import { unreachable } from '../infra/errors/problem.js';
import { toProblem } from '../infra/graphql/problem.graphql.js';
import { toBusiness } from '../links/business.graphql.js';
import { toCompanyLink } from '../links/company-link.graphql.js';
import { IntegrationDisabled, LinkNotFound, PlatformUnavailable } from '../links/link-problems.graphql.js';
import {
  BusinessDiffers,
  BusinessNotAvailable,
  ChoiceNotOpen,
  type ChooseBusinessResult,
  ChooseBusinessSuccess,
  SubscriptionInactive,
} from './choose-business.graphql.js';
import type { ChooseOutcome } from './link.outcomes.js';

export function toChooseResult(outcome: ChooseOutcome): typeof ChooseBusinessResult {
  switch (outcome.kind) {
    case 'ChooseBusinessSuccess':
      return Object.assign(new ChooseBusinessSuccess(), { link: toCompanyLink(outcome.link) });
    case 'LinkNotFound':
      return toProblem(LinkNotFound, outcome);
    case 'IntegrationDisabled':
      return toProblem(IntegrationDisabled, outcome);
    case 'PlatformUnavailable':
      return toProblem(PlatformUnavailable, outcome);
    case 'BusinessNotAvailable':
      return toProblem(BusinessNotAvailable, outcome);
    case 'BusinessDiffers':
      return toProblem(BusinessDiffers, { ...outcome, previous: toBusiness(outcome.previous) });
    case 'ChoiceNotOpen':
      return toProblem(ChoiceNotOpen, outcome);
    case 'SubscriptionInactive':
      return toProblem(SubscriptionInactive, outcome);
    default:
      return unreachable(outcome);
  }
}
