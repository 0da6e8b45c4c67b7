import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../api/context.js';
import { NullWithoutScope } from '../../infra/graphql/scopes.js';
import { CompanyLink } from '../../links/company-link.graphql.js';
import { RequestBudget } from './request-budget.graphql.js';
import type { RequestBudgetService } from './request-budget.service.js';

@Resolver(() => CompanyLink)
export class RequestBudgetResolver {
  constructor(private readonly budgets: RequestBudgetService) {}

  @NullWithoutScope()
  @FieldResolver(() => RequestBudget, {
    nullable: true,
    description:
      'How many requests may be sent to the platform for this link. Null before the first link, and for a key without the scope PLATFORM_READ.',
  })
  async requestBudget(
    @Root() { localId, credentialSetId }: CompanyLink,
    @Ctx() { loaders: { requestBudget } }: RequestContext,
  ): Promise<RequestBudget | null> {
    if (credentialSetId === null) return null;
    const [link, application] = await Promise.all([requestBudget.load(localId), requestBudget.load(credentialSetId)]);
    return this.budgets.stateOf(link, application);
  }
}
