import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../context.js';
import { CredentialSet } from '../credentials/credential-set.graphql.js';
import { localId } from '../platform/ids.js';
import { OwnLimit } from '../platform/request-limits.js';
import { RequiresScope } from '../platform/scopes.js';
import {
  CredentialsFaulty,
  IssueAccessTokenInput,
  IssueAccessTokenResult,
  toIssueResult,
} from './access-token.graphql.js';
import type { AccessTokenService } from './access-token.service.js';

@Resolver(() => CredentialsFaulty)
export class AccessTokenResolver {
  constructor(private readonly tokens: AccessTokenService) {}

  @RequiresScope('TOKENS_ISSUE')
  @OwnLimit()
  @Mutation(() => IssueAccessTokenResult, {
    description:
      'A fresh access token and the headers and base URL to use it with. Renewed only when it must be, however many ask; TOKENS_PER_SECOND limits it, not MUTATIONS_PER_MINUTE.',
  })
  async issueAccessToken(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => IssueAccessTokenInput, { description: 'Whose token.' })
    { linkId, forceRefresh }: IssueAccessTokenInput,
  ): Promise<typeof IssueAccessTokenResult> {
    const request = { linkId: localId(linkId, 'CompanyLink', 'linkId'), force: forceRefresh };
    return toIssueResult(await this.tokens.issue(caller, request));
  }

  @FieldResolver(() => CredentialSet, { description: 'The application whose keys are refused.' })
  credentialSet(
    @Root() { setId }: CredentialsFaulty,
    @Ctx() { loaders }: RequestContext,
  ): Promise<CredentialSet | null> {
    return loaders.credentialSet.load(setId);
  }
}
