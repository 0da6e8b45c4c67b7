import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { toResult } from '../infra/graphql/result-union.js';
import { NoScope, RequiresScope } from '../infra/graphql/scopes.js';
import { localId } from '../infra/ids/ids.js';
import { ApiKey, toApiKey, toScopes } from './api-key.graphql.js';
import type { ApiKeyService, CreateKeyOutcome, RevokeKeyOutcome } from './api-key.service.js';
import {
  CreateApiKeyInput,
  CreateApiKeyResult,
  RevokeApiKeyInput,
  RevokeApiKeyResult,
} from './api-key-results.graphql.js';
import { Viewer } from './viewer.graphql.js';
import { toWorkspace } from './workspace.graphql.js';

@Resolver(() => Viewer)
export class ApiKeyResolver {
  constructor(private readonly apiKeys: ApiKeyService) {}

  @NoScope()
  @Query(() => Viewer, { description: 'The caller: workspace, API key and scopes.' })
  viewer(@Ctx() { actor }: RequestContext): Viewer {
    const workspace = toWorkspace({ id: actor.workspaceId, name: actor.workspaceName });
    return Object.assign(new Viewer(), { workspace, scopes: toScopes(actor.scopes) });
  }

  @FieldResolver(() => ApiKey, { nullable: true })
  apiKey(@Ctx() { actor, loaders }: RequestContext): Promise<ApiKey | null> {
    return loaders.apiKey.load(actor.apiKeyId);
  }

  @RequiresScope('API_KEYS_WRITE')
  @Query(() => [ApiKey], {
    name: 'apiKeys',
    description: 'All API keys of this workspace, oldest first, including revoked ones.',
  })
  async list(@Ctx() { caller }: RequestContext): Promise<ApiKey[]> {
    return (await this.apiKeys.list(caller)).map(toApiKey);
  }

  @RequiresScope('API_KEYS_WRITE')
  @Mutation(() => CreateApiKeyResult, {
    description: 'Creates an API key. The key itself is shown in this answer only.',
  })
  async createApiKey(
    @Ctx() { caller, actor }: RequestContext,
    @Arg('input', () => CreateApiKeyInput, { description: 'Name, scopes and expiry of the key.' }) {
      name,
      scopes,
      expiresAt,
    }: CreateApiKeyInput,
  ): Promise<typeof CreateApiKeyResult> {
    const request = { name, scopes: [...new Set(scopes)], expiresAt: expiresAt ?? null };
    return toCreateResult(await this.apiKeys.create(caller, actor, request));
  }

  @RequiresScope('API_KEYS_WRITE')
  @Mutation(() => RevokeApiKeyResult, {
    description:
      'Revokes a key permanently. Every process refuses it within a second, and no change with it is committed afterwards. Revoking it again changes nothing.',
  })
  async revokeApiKey(
    @Ctx() { caller, actor }: RequestContext,
    @Arg('input', () => RevokeApiKeyInput, { description: 'The key to revoke.' }) { apiKeyId }: RevokeApiKeyInput,
  ): Promise<typeof RevokeApiKeyResult> {
    const id = localId(apiKeyId, 'ApiKey', 'apiKeyId');
    return toRevokeResult(await this.apiKeys.revoke(caller, actor.scopes, id));
  }
}

const toCreateResult = (outcome: CreateKeyOutcome) =>
  toResult<CreateKeyOutcome, typeof CreateApiKeyResult>(outcome, {
    CreateApiKeySuccess: ({ row, key }) => ({ apiKey: toApiKey(row), key }),
  });

const toRevokeResult = (outcome: RevokeKeyOutcome) =>
  toResult<RevokeKeyOutcome, typeof RevokeApiKeyResult>(outcome, {
    RevokeApiKeySuccess: ({ row }) => ({ apiKey: toApiKey(row) }),
  });
