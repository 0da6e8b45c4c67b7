import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../api/context.js';
import { RequiresScope } from '../../infra/graphql/scopes.js';
import { localId } from '../../infra/ids/ids.js';
import { countMissingNode } from '../../infra/observability/metrics.js';
import { CompanyLink } from '../../links/company-link.graphql.js';
import { Pull } from './pull.graphql.js';

@Resolver(() => Pull)
export class PullResolver {
  @RequiresScope('DATA_READ')
  @Query(() => Pull, {
    nullable: true,
    name: 'pull',
    description: 'One pull with its progress. Null when there is none with this id.',
  })
  async one(
    @Ctx() { loaders }: RequestContext,
    @Arg('id', () => ID, { description: 'The id of the pull.' }) id: string,
  ): Promise<Pull | null> {
    const pull = await loaders.pull.load(localId(id, 'Pull', 'id'));
    if (pull === null) countMissingNode();
    return pull;
  }

  @FieldResolver(() => CompanyLink, { description: 'The link whose data are pulled.' })
  async link(@Root() { linkId }: Pull, @Ctx() { loaders }: RequestContext): Promise<CompanyLink | null> {
    return loaders.companyLink.load(linkId);
  }
}
