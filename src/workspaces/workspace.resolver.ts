import { Arg, Ctx, FieldResolver, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { Url } from '../infra/graphql/scalars.graphql.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { SetReturnUrlsInput, SetReturnUrlsResult } from './return-urls.graphql.js';
import type { ReturnUrlsService } from './return-urls.service.js';
import { toWorkspace, Workspace } from './workspace.graphql.js';

@Resolver(() => Workspace)
export class WorkspaceResolver {
  constructor(private readonly returnUrlList: ReturnUrlsService) {}

  @FieldResolver(() => [Url], {
    description: 'The exact URLs to which a customer may be sent back after linking.',
  })
  async returnUrls(@Ctx() { actor, loaders }: RequestContext): Promise<readonly string[]> {
    return (await loaders.returnUrls.load(actor.workspaceId)) ?? [];
  }

  @RequiresScope('COMPANIES_WRITE')
  @Mutation(() => SetReturnUrlsResult, {
    description:
      'Sets the exact URLs to which a customer may be sent back after linking. The list replaces the previous one.',
  })
  async setReturnUrls(
    @Ctx() { caller, actor }: RequestContext,
    @Arg('input', () => SetReturnUrlsInput, { description: 'The complete list.' }) input: SetReturnUrlsInput,
  ): Promise<typeof SetReturnUrlsResult> {
    const outcome = await this.returnUrlList.set(caller, input.returnUrls);
    if (outcome.kind === 'ReturnUrlNotAllowed') return outcome;
    const workspace = toWorkspace({ id: actor.workspaceId, name: actor.workspaceName });
    return { kind: 'SetReturnUrlsSuccess', workspace };
  }
}
