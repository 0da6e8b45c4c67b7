import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../api/context.js';
import { Company } from '../companies/company.graphql.js';
import { CredentialSet } from '../credentials/credential-set.graphql.js';
import type { Page } from '../infra/graphql/connection.graphql.js';
import { After, checkFirst, First } from '../infra/graphql/page-arguments.js';
import { NullWithoutScope, RequiresScope } from '../infra/graphql/scopes.js';
import { localId } from '../infra/ids/ids.js';
import { Integration } from '../integrations/integration.graphql.js';
import type { Business } from '../links/business.graphql.js';
import { CompanyLink } from '../links/company-link.graphql.js';
import type { BusinessChoiceService } from './business-choice.service.js';
import { BusinessConnection, toBusinessPage } from './business-page.graphql.js';
import { ChooseBusinessInput, ChooseBusinessResult, toChooseResult } from './choose-business.graphql.js';
import { LinkCompanyInput, LinkCompanyResult, toLinkResult } from './link-company.graphql.js';
import type { LinkEndService } from './link-end.service.js';
import type { LinkRequestService } from './link-request.service.js';
import { toUnlinkResult, UnlinkCompanyInput, UnlinkCompanyResult } from './unlink-company.graphql.js';

@Resolver(() => CompanyLink)
export class CompanyLinkResolver {
  constructor(
    private readonly links: {
      readonly requests: LinkRequestService;
      readonly choices: BusinessChoiceService;
      readonly ends: LinkEndService;
    },
    private readonly publicUrl: string,
  ) {}

  @FieldResolver(() => Company, { description: 'The company of the link.' })
  async company(@Root() link: CompanyLink, @Ctx() { loaders }: RequestContext): Promise<Company | null> {
    return loaders.company.load(link.companyId);
  }

  @FieldResolver(() => Integration, { description: 'The integration of the link.' })
  async integration(@Root() link: CompanyLink, @Ctx() { loaders }: RequestContext): Promise<Integration | null> {
    return loaders.integration.load(link.integrationKey);
  }

  @NullWithoutScope()
  @FieldResolver(() => CredentialSet, {
    nullable: true,
    description:
      "The application that obtained this link's tokens. The link keeps it until it is relinked. Null before the first link, and for a key without the scope INTEGRATIONS_READ.",
  })
  async credentialSet(
    @Root() { credentialSetId }: CompanyLink,
    @Ctx() { loaders }: RequestContext,
  ): Promise<CredentialSet | null> {
    return credentialSetId === null ? null : loaders.credentialSet.load(credentialSetId);
  }

  @FieldResolver(() => BusinessConnection, {
    description:
      'The company data files from which a customer who has signed in can choose. Empty when no choice is open, and while the integration is disabled.',
  })
  async availableBusinesses(
    @Root() link: CompanyLink,
    @Ctx() { loaders }: RequestContext,
    @First('businesses') requestedFirst?: number | null,
    @After('businesses') after?: string | null,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Only businesses whose name contains this text, in upper or lower case.',
    })
    search?: string | null,
  ): Promise<Page<Business>> {
    const all = await loaders.choice.load(link.localId);
    return toBusinessPage(all ?? [], { first: checkFirst(requestedFirst), after, search });
  }

  @RequiresScope('COMPANIES_WRITE')
  @Mutation(() => LinkCompanyResult, {
    description:
      'Starts to link or relink a company. Returns the one-time URL to send to the customer. An earlier open URL of the same link ends.',
  })
  async linkCompany(
    @Ctx() { caller, catalogue }: RequestContext,
    @Arg('input', () => LinkCompanyInput, {
      description: 'The company, the integration and the options of the link URL.',
    })
    { companyId, integrationKey, countryCode, returnUrl }: LinkCompanyInput,
  ): Promise<typeof LinkCompanyResult> {
    const request = {
      companyId: localId(companyId, 'Company', 'companyId'),
      integrationKey,
      countryCode: countryCode ?? null,
      returnUrl: returnUrl ?? null,
    };
    return toLinkResult(await this.links.requests.request(caller, catalogue, request), this.publicUrl);
  }

  @RequiresScope('COMPANIES_WRITE')
  @Mutation(() => ChooseBusinessResult, {
    description: 'Chooses the business to link in place of a customer who has signed in.',
  })
  async chooseBusiness(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => ChooseBusinessInput, { description: 'The link and the business.' })
    { linkId, businessId }: ChooseBusinessInput,
  ): Promise<typeof ChooseBusinessResult> {
    const id = localId(linkId, 'CompanyLink', 'linkId');
    return toChooseResult(await this.links.choices.chooseFor(caller, id, businessId));
  }

  @RequiresScope('COMPANIES_WRITE')
  @Mutation(() => UnlinkCompanyResult, {
    description:
      'Unlinks a company. Also possible for a pending or deauthorized link. Unlinking it again changes nothing.',
  })
  async unlinkCompany(
    @Ctx() { caller }: RequestContext,
    @Arg('input', () => UnlinkCompanyInput, { description: 'The link to end.' }) { linkId }: UnlinkCompanyInput,
  ): Promise<typeof UnlinkCompanyResult> {
    return toUnlinkResult(await this.links.ends.unlink(caller, localId(linkId, 'CompanyLink', 'linkId')));
  }
}
