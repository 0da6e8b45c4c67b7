import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { parseGlobalId } from '../infra/ids/ids.js';
import { CredentialSet } from './credential-set.graphql.js';

@Resolver(() => CredentialSet)
export class CredentialSetResolver {
  @FieldResolver(() => Int, {
    description:
      'The number of links that depend on the set, including links that are being made. Counting stops at 1,001, which means "more than 1,000". The set cannot be deleted while there are any.',
  })
  async linkCount(@Root() set: CredentialSet, @Ctx() { loaders }: RequestContext): Promise<number> {
    return (await loaders.linkCount.load(parseGlobalId(set.id, 'id').local)) ?? 0;
  }
}
