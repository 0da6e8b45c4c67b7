import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { CredentialSet } from '../credentials/credential-set.graphql.js';
import { OwnLimit } from '../infra/graphql/request-limits.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { localId } from '../infra/ids/ids.js';
import { OwnRepeats } from '../repeats/keyed-mutation.graphql.js';
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
  @OwnRepeats()
  @Mutation(() => IssueAccessTokenResult, {
    description:
      'Returns a valid access token with the headers and the base URL for calls. Concurrent callers share one renewal, which happens only when it is needed. The limit is TOKENS_PER_SECOND, not MUTATIONS_PER_MINUTE.',
  })
  async issueAccessToken(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => IssueAccessTokenInput, { description: 'The link whose token is requested.' })
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
