import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { Event } from '../events/event.graphql.js';
import { NullWithoutScope } from '../infra/graphql/scopes.js';
import { CompanyLink } from './company-link.graphql.js';

@Resolver(() => Event)
export class EventLinkResolver {
  @NullWithoutScope()
  @FieldResolver(() => CompanyLink, {
    nullable: true,
    description:
      'The link that the event is about. Null: it is about no link, the link is gone, or the key has not the scope COMPANIES_READ.',
  })
  async link(@Root() { linkId }: Event, @Ctx() { loaders }: RequestContext): Promise<CompanyLink | null> {
    return linkId === null ? null : loaders.companyLink.load(linkId);
  }
}
