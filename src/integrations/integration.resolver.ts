import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { SupportedRegion } from '../catalogue/region.graphql.js';
import { sentCredentials } from '../credentials/credentials-input.graphql.js';
import type { KeyCheckService } from '../credentials/key-check.service.js';
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
import { EnableChoice, SaveCredentialsInput, SaveCredentialsResult, toSaveResult } from './save-credentials.graphql.js';
import { INTEGRATION_KEY } from './shared-results.graphql.js';
import {
  DisableIntegrationInput,
  DisableIntegrationResult,
  EnableIntegrationInput,
  EnableIntegrationResult,
  toDisableResult,
  toEnableResult,
} from './switch-integration.graphql.js';

const SUPPORTED = 'Only supported countries (true), or only unsupported ones (false). Left out: all.';

@Resolver(() => Integration)
export class IntegrationResolver {
  constructor(
    private readonly integrations: IntegrationService,
    private readonly keyChecks: KeyCheckService,
    private readonly callbackUrl: string,
  ) {}

  @RequiresScope('INTEGRATIONS_READ')
  @Query(() => [Integration], {
    name: 'integrations',
    description: 'All integrations, ordered by name, with the settings of this workspace.',
  })
  async list(
    @Ctx() ctx: RequestContext,
    @Arg('enabled', () => Boolean, {
      nullable: true,
      description: 'Only enabled integrations (true), or only disabled ones (false). Left out: all.',
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
    description: 'One integration. Null when there is none with this key.',
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
    description: 'The countries of one integration, in its own order. Empty for a platform without countries.',
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
        '`integrationKey` is not the key of an integration. The `integrations` query lists all keys.',
      );
    return regionsThat(integration, supported);
  }

  @FieldResolver(() => [SupportedRegion], {
    name: 'supportedRegions',
    description:
      'The countries with whether companies can be linked there, and if not, why. Empty for a platform without countries.',
  })
  regions(
    @Root() integration: Integration,
    @Arg('supported', () => Boolean, { nullable: true, description: SUPPORTED }) supported?: boolean | null,
  ): readonly SupportedRegion[] {
    return regionsThat(integration, supported);
  }

  @RequiresScope('INTEGRATIONS_WRITE')
  @Mutation(() => SaveCredentialsResult, {
    description: 'Saves the keys of an application, and can enable the integration in the same step.',
  })
  async saveCredentials(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => SaveCredentialsInput, {
      description: 'The integration, its keys, and whether to enable it.',
    })
    { credentials, enable, check, ...input }: SaveCredentialsInput,
  ): Promise<typeof SaveCredentialsResult> {
    const request = { ...input, ...sentCredentials(credentials), enable: enable === EnableChoice.NOW };
    const outcome = await this.integrations.saveCredentials(ctx.caller, ctx.catalogue, request);
    // After the transaction, so that no lock waits for the platform.
    const checked =
      check && outcome.kind === 'SaveCredentialsSuccess'
        ? await this.keyChecks.checkKeys(ctx.caller, outcome.set.id)
        : null;
    // A refusal is stored with the set.
    const current = checked === 'REFUSED' ? await ctx.loaders.integration.load(input.integrationKey) : null;
    return toSaveResult(outcome, this.callbackUrl, { checked, current });
  }

  @RequiresScope('INTEGRATIONS_WRITE')
  @Mutation(() => DeleteCredentialSetResult, {
    description: 'Deletes a credential set and its secrets. Refused while links depend on it.',
  })
  async deleteCredentialSet(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => DeleteCredentialSetInput, { description: 'The set to delete.' }) {
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
    description:
      'Enables an integration, so that companies can be linked. Needs saved keys. Enabling it again changes nothing.',
  })
  async enableIntegration(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => EnableIntegrationInput, { description: 'The integration to enable.' })
    input: EnableIntegrationInput,
  ): Promise<typeof EnableIntegrationResult> {
    return toEnableResult(await this.integrations.enable(ctx.caller, ctx.catalogue, input), this.callbackUrl);
  }

  @RequiresScope('INTEGRATIONS_WRITE')
  @Mutation(() => DisableIntegrationResult, {
    description: 'Disables an integration, so that no company can be linked. Always possible. Keys and links are kept.',
  })
  async disableIntegration(
    @Ctx() ctx: RequestContext,
    @Arg('input', () => DisableIntegrationInput, { description: 'The integration to disable.' })
    input: DisableIntegrationInput,
  ): Promise<typeof DisableIntegrationResult> {
    return toDisableResult(await this.integrations.disable(ctx.caller, ctx.catalogue, input), this.callbackUrl);
  }
}
