import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { SupportedRegion } from '../catalogue/region.graphql.js';
import { sentCredentials } from '../credentials/credentials-input.graphql.js';
import { apiError } from '../infra/errors/api-error.js';
import { RequiresScope } from '../infra/graphql/scopes.js';
import { localId } from '../infra/ids/ids.js';
import {
  DeleteCredentialSetInput,
  DeleteCredentialSetResult,
  toDeleteResult,
} from './delete-credential-set.graphql.js';
import { Integration, integrationsThat, regionsThat } from './integration.graphql.js';
import type { IntegrationService } from './integration.service.js';
import {
  EnableChoice,
  SaveCredentialsInput,
  SaveCredentialsResult,
  toSaveResult,
} from './save-credentials.graphql.js';
import { INTEGRATION_KEY } from './shared-results.graphql.js';
import {
  DisableIntegrationInput,
  DisableIntegrationResult,
  EnableIntegrationInput,
  EnableIntegrationResult,
  toDisableResult,
  toEnableResult,
} from './switch-integration.graphql.js';

const SUPPORTED = 'Only those that are supported (true) or only those that are not (false); left out: all.';

@Resolver(() => Integration)
export class IntegrationResolver {
  constructor(
    private readonly integrations: IntegrationService,
    private readonly callbackUrl: string,
  ) {}

  @RequiresScope('INTEGRATIONS_READ')
  @Query(() => [Integration], {
    name: 'integrations',
    description: 'The catalogue, in name order, as this workspace has set it up.',
  })
  async list(
    @Ctx() ctx: RequestContext,
    @Arg('enabled', () => Boolean, {
      nullable: true,
      description: 'Only enabled ones (true) or only others (false); left out: all.',
    })
    enabled?: boolean | null,
  ): Promise<Integration[]> {
    const keys = ctx.catalogue.integrations.map(({ key }) => key);
    return integrationsThat(await Promise.all(keys.map((key) => ctx.loaders.integration.load(key))), enabled);
  }

  @RequiresScope('INTEGRATIONS_READ')
  @Query(() => Integration, {
    nullable: true,
    name: 'integration',
    description: 'One integration; null when there is none with this key.',
  })
  one(
    @Ctx() ctx: RequestContext,
    @Arg('key', () => String, { description: INTEGRATION_KEY }) key: string,
  ): Promise<Integration | null> {
    return ctx.loaders.integration.load(key);
  }

  @RequiresScope('INTEGRATIONS_READ')
  @Query(() => [SupportedRegion], {
    name: 'supportedRegions',
    description:
      'The countries of one integration, in its own order; none where the platform knows no countries.',
  })
  async regionsOf(
    @Ctx() ctx: RequestContext,
    @Arg('integrationKey', () => String, { description: INTEGRATION_KEY }) key: string,
    @Arg('supported', () => Boolean, { nullable: true, description: SUPPORTED }) supported?: boolean | null,
  ): Promise<readonly SupportedRegion[]> {
    const integration = await ctx.loaders.integration.load(key);
    if (integration === null)
      throw apiError(
        'BAD_USER_INPUT',
        '`integrationKey` names no integration: the `integrations` query lists them.',
      );
    return regionsThat(integration, supported);
  }

  @FieldResolver(() => [SupportedRegion], {
    name: 'supportedRegions',
    description:
      'Where companies can be linked, and where not and why; none where the platform knows no countries.',
  })
  regions(
    @Root() integration: Integration,
    @Arg('supported', () => Boolean, { nullable: true, description: SUPPORTED }) supported?: boolean | null,
  ): readonly SupportedRegion[] {
    return regionsThat(integration, supported);
  }

  @RequiresScope('INTEGRATIONS_WRITE')
  @Mutation(() => SaveCredentialsResult, {
    description: "Save the application's secure keys; may enable in the same step.",
  })
  async saveCredentials(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => SaveCredentialsInput, {
      description: 'The keys, for which integration, and whether to enable it.',
    })
    { credentials, enable, ...input }: SaveCredentialsInput,
  ): Promise<typeof SaveCredentialsResult> {
    const request = { ...input, ...sentCredentials(credentials), enable: enable === EnableChoice.NOW };
    return toSaveResult(
      await this.integrations.saveCredentials(ctx.caller, ctx.catalogue, request),
      this.callbackUrl,
    );
  }

  @RequiresScope('INTEGRATIONS_WRITE')
  @Mutation(() => DeleteCredentialSetResult, {
    description: 'Delete a credential set and its secrets; refused while links depend on it.',
  })
  async deleteCredentialSet(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => DeleteCredentialSetInput, { description: 'Which set.' }) {
      credentialSetId,
      ...input
    }: DeleteCredentialSetInput,
  ): Promise<typeof DeleteCredentialSetResult> {
    const request = { ...input, setId: localId(credentialSetId, 'CredentialSet', 'credentialSetId') };
    return toDeleteResult(
      await this.integrations.deleteCredentialSet(ctx.caller, ctx.catalogue, request),
      this.callbackUrl,
    );
  }

  @RequiresScope('INTEGRATIONS_WRITE')
  @Mutation(() => EnableIntegrationResult, {
    description: 'Let companies be linked. Needs saved keys; enabling twice changes nothing.',
  })
  async enableIntegration(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => EnableIntegrationInput, { description: 'Which integration.' })
    input: EnableIntegrationInput,
  ): Promise<typeof EnableIntegrationResult> {
    return toEnableResult(await this.integrations.enable(ctx.caller, ctx.catalogue, input), this.callbackUrl);
  }

  @RequiresScope('INTEGRATIONS_WRITE')
  @Mutation(() => DisableIntegrationResult, {
    description: 'Stop linking. Always possible; keys and links stay.',
  })
  async disableIntegration(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => DisableIntegrationInput, { description: 'Which integration.' })
    input: DisableIntegrationInput,
  ): Promise<typeof DisableIntegrationResult> {
    return toDisableResult(
      await this.integrations.disable(ctx.caller, ctx.catalogue, input),
      this.callbackUrl,
    );
  }
}
